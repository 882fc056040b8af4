import type { Customer } from "../../src/core/customers/customer.ts";
import type { Definitions } from "../../src/core/definitions/definitions.ts";
import type { SegmentSizes } from "../../src/core/ports.ts";
import { isMember } from "../../src/core/segments/membership.ts";
import { type DayNumber, formatDay } from "../../src/core/time/zone.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import type { FiledCustomers } from "../../src/local/segments/read-files.ts";
import type { Replaying } from "../../src/local/segments/replay-customer.ts";
import type { Streams } from "../commands/streams.ts";
import type { Population } from "./population.ts";

/**
 * Customers of files, played anew with each look at them.
 * @param say where progress goes; undefined: they are few
 */
export function createFiledPopulation(
  about: Pick<Population, "name" | "set" | "definitions">,
  filed: FiledCustomers,
  say: Streams["error"] | undefined,
): Population {
  const { definitions } = about;
  const now = filed.at;
  const pass = (
    visit: (customer: Customer) => void,
    asked: Pick<Replaying, "daily" | "since"> = {},
  ) => {
    const progress = say && createProgress("Playing", filed.parts, say);
    const done = (parts: number) => progress?.tell(parts, "");
    filed.each({ definitions, done, ...asked }, visit);
    progress?.stop();
  };
  return {
    ...about,
    now,
    lags: false,
    caveats: [],
    each: async (visit, since = []) =>
      pass(visit, since.length === 0 ? {} : { since: new Set(since) }),
    async find(id) {
      let found: Customer | undefined;
      pass((customer) => {
        if (customer.id === id) found = customer;
      });
      return found;
    },
    async sizes(days) {
      const counts = createDayCounts(definitions);
      const from = definitions.today(now) - days + 1;
      const tell = (day: DayNumber, customer: Customer) => counts.add(day, customer);
      pass(() => undefined, { daily: { from, tell } });
      return counts.list(now);
    },
    close: () => filed.close(),
  };
}

/** Members of each segment, by day. */
function createDayCounts({ segments }: Definitions) {
  const days = new Map<DayNumber, { customers: number; members: Record<string, number> }>();
  return {
    add(day: DayNumber, customer: Customer): void {
      const of = days.get(day) ?? { customers: 0, members: {} };
      days.set(day, of);
      of.customers += 1;
      for (const { name } of segments) {
        of.members[name] = (of.members[name] ?? 0) + (isMember(customer, name) ? 1 : 0);
      }
    },
    list(at: number): SegmentSizes[] {
      const inOrder = [...days].sort(([one], [other]) => one - other);
      return inOrder.map(([day, counted]) => ({ day: formatDay(day), at, ...counted }));
    },
  };
}
