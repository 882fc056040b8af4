import type { Customer, CustomerKey } from "../../src/core/customers/customer.ts";
import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { CustomerChange } from "../../src/core/ports.ts";
import { type Commit, type Facts, listIn, type Stay, type ToldEvent } from "./facts.ts";
import type { Handling } from "./handling.ts";
import { derivedIn, isCountedBy } from "./note-happened.ts";

interface Join {
  readonly known: CustomerChange;
  readonly left: CustomerChange;
  readonly seq: number;
  readonly at: number;
  readonly definitions: DefinitionSet;
  readonly event: ToldEvent;
}

/**
 * What a join did beside joining, as one commit: before it are the two in one, in every segment that
 * either was in. Joins the books of both, too.
 */
export function joinedCommit(facts: Facts, handling: Handling, join: Join): Commit {
  const { known, left, seq, at, definitions, event } = join;
  const { after } = known;
  const said = [...known.before.said, ...left.before.said];
  const derived = derivedIn(facts, handling, { ...known.before, said }, after);
  const goOn = Object.values(after.enrollments).filter((one) => one.continues !== undefined);
  const before: Customer = {
    ...known.before,
    said,
    segments: { ...left.before.segments, ...known.before.segments, ...open(left), ...open(known) },
    enrollments: {
      ...Object.fromEntries(goOn.map((one) => [one.id, beforeNews(one, derived)])),
      ...known.before.enrollments,
    },
    entries: entriesBefore(after, derived),
  };
  joinBooks(facts, left.after.key, after.key);
  const { kind: by, body, evaluates, began, moments } = handling;
  return {
    seq,
    at,
    key: after.key,
    before,
    after: { ...after, rev: known.before.rev + 1 },
    by,
    body,
    evaluates,
    began,
    definitions,
    event,
    derived,
    moments: [...moments],
  };
}

/** One that goes on, before the news of the join ended or woke it. */
function beforeNews(one: Enrollment, derived: Commit["derived"]): Enrollment {
  const isNews = (id: string | undefined) => derived.some(({ event }) => event.id === id);
  if (isNews(one.endedBy)) return { ...one, state: "starting" };
  if (one.wait === undefined || !isNews(one.wait.matched?.event)) return one;
  const { matched: _, ...wait } = one.wait;
  return { ...one, wait };
}

function open({ before }: CustomerChange): Customer["segments"] {
  const entries = Object.entries(before.segments).filter(
    ([, [entered, left]]) => left === undefined || left < entered,
  );
  return Object.fromEntries(entries);
}

/** Those that nothing but the join has raised are the same. */
function entriesBefore(after: Customer, derived: Commit["derived"]): Customer["entries"] {
  const isRaised = (name: string) =>
    derived.some(({ consequences }) => isCountedBy({ consequences }, name));
  return Object.fromEntries(Object.entries(after.entries).filter(([name]) => !isRaised(name)));
}

function joinBooks(
  { stays, settledBy, fired, toldDates }: Facts,
  from: CustomerKey,
  into: CustomerKey,
): void {
  const joined = new Map<string, Stay[]>(stays.get(into));
  for (const [name, list] of stays.get(from) ?? []) listIn(joined, name).push(...list);
  stays.set(into, joined);
  stays.delete(from);
  const sets = [settledBy.get(into), settledBy.get(from)].filter((set) => set !== undefined);
  const [older] = sets.toSorted((a, b) => a.rev - b.rev);
  if (older !== undefined) settledBy.set(into, older);
  settledBy.delete(from);
  toldDates.set(into, [...listIn(toldDates, into), ...listIn(toldDates, from)]);
  fired.set(into, new Set([...(fired.get(into) ?? []), ...(fired.get(from) ?? [])]));
}
