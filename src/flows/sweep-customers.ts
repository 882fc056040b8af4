import type { Customer } from "../core/customers/customer.ts";
import type { Enrollment } from "../core/customers/enrollment.ts";
import { pauseOfJourney } from "../core/definitions/pause.ts";
import { owesZone } from "../core/events/follow-changes.ts";
import { overdueOf } from "../core/events/owed.ts";
import type { Ports } from "../core/ports.ts";
import type { SweepTotals } from "../core/sweep/sweep-lease.ts";
import { carryOut } from "./carry-out.ts";
import {
  createEvaluateCustomer,
  type EvaluatedCustomer,
  type EvaluatePorts,
} from "./evaluate-customer.ts";
import { followZoneOf } from "./follow-zone-of.ts";
import { type AsidePorts, createOrSetAside } from "./or-set-aside.ts";
import { tenAtATime } from "./ten-at-a-time.ts";

/** One page of one slice of all customers. */
export interface SweepPage {
  readonly slice: number;
  readonly slices: number;
  readonly cursor?: string | undefined;
  /** Names the pass. */
  readonly run: string;
  /** Whether definitions are evaluated, too. */
  readonly evaluate: boolean;
}

export interface SweptPage extends SweepTotals {
  /** Absent at the end of the slice. */
  readonly cursor?: string;
  readonly readUnits: number;
  /** By segment: who of the page is in it, where definitions were evaluated. */
  readonly members: Readonly<Record<string, number>>;
}

export type SweepCustomersPorts = EvaluatePorts & AsidePorts & Pick<Ports, "pauses">;

/**
 * Looks at each customer of a page. What was lost is carried out again: waits overdue by five
 * minutes, consequences owed for five minutes; waits of what is paused are left alone, since wake
 * would drop them. Waits follow a zone that changed again within an hour. Where the pass evaluates,
 * what time has changed is settled. Whoever can't be swept for good is set aside, the others are done.
 */
export function createSweepCustomers(ports: SweepCustomersPorts) {
  const evaluateCustomer = createEvaluateCustomer(ports);
  const orSetAside = createOrSetAside(ports, "sweep");

  return async function sweepCustomers(page: SweepPage): Promise<SweptPage> {
    const { run, evaluate, ...where } = page;
    const { customers, cursor, readUnits } = await ports.customers.page(where);
    const flags = await ports.pauses.read();
    const definitions = evaluate ? await ports.catalog.definitions() : undefined;
    const members = new Map(definitions?.segments.map(({ name }) => [name, 0]));
    const totals = { seen: customers.length, carriedOut: 0, changed: 0, busy: 0 };
    const isFree = ({ state, journey }: Enrollment) =>
      state !== "running" || pauseOfJourney(flags, journey) === undefined;

    const aside = new Set<string>();
    const tryOn = <Result>(
      { key }: Customer,
      none: Result,
      work: () => Result | Promise<Result>,
    ): Result | Promise<Result> => {
      const instead = () => {
        aside.add(key);
        return none;
      };
      return aside.has(key) ? none : orSetAside(key, {}, instead, work);
    };
    const late = evaluate ? [] : customers.filter((one) => owesZone(one, ports.clock.now()));
    for (const customer of late) {
      totals.carriedOut += await tryOn(customer, 0, () => followZoneOf(customer, ports));
    }
    for (const customer of customers) {
      const owed = overdueOf(customer, ports.clock.now(), isFree);
      if (owed.length === 0) continue;
      totals.carriedOut += await tryOn(customer, 0, async () => {
        await carryOut(owed, ports);
        return owed.length;
      });
    }
    if (definitions !== undefined) {
      const evaluated = await tenAtATime(customers, (customer) =>
        tryOn<EvaluatedCustomer>(customer, { kind: "same", customer }, () =>
          evaluateCustomer(customer, definitions, run),
        ),
      );
      for (const { kind, customer } of evaluated) {
        if (kind !== "same") totals[kind] += 1;
        countMember(customer, members);
      }
    }
    const swept = {
      ...totals,
      ...(aside.size > 0 && { setAside: aside.size }),
      readUnits,
      members: Object.fromEntries(members),
    };
    return cursor === undefined ? swept : { ...swept, cursor };
  };
}

function countMember({ segments }: Customer, members: Map<string, number>): void {
  for (const [name, [, left]] of Object.entries(segments)) {
    if (left === undefined) members.set(name, (members.get(name) ?? 0) + 1);
  }
}
