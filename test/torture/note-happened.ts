import type { Customer } from "../../src/core/customers/customer.ts";
import type { EventOutcome } from "../../src/core/events/outcome.ts";
import { changesOf } from "./changes-of.ts";
import {
  type Commit,
  type Derived,
  type Facts,
  happenedIn,
  listIn,
  type ToldEvent,
} from "./facts.ts";
import type { Handling } from "./handling.ts";
import { entryOf } from "./plain-rules.ts";

/** What a commit took in, and what it made of the customer, each as it was accepted. */
export function noteHappened(facts: Facts, commit: Commit): void {
  const { key, seq, at, before, after, by, body, began: since, definitions, event } = commit;
  const began = Object.values(after.enrollments).filter(({ id }) => !before?.enrollments[id]);
  const raised = Object.keys(after.entries).filter((name) => isRaised(before, after, name));
  const accept = (one: ToldEvent, outcome: EventOutcome | undefined) => {
    const entered = began.flatMap(({ trigger, journey }) => (trigger === one.id ? [journey] : []));
    const others = happenedIn(commit).filter((other) => other !== one);
    // Of several that asked for one journey, who raised its count is left to what they said.
    const counted = raised.filter(
      (name) =>
        isCountedBy(outcome, name) || !others.some((other) => mayEnterOn(commit, other, name)),
    );
    const did = changesOf(facts, commit, one);
    const accepted = commit.moments.at(-1) ?? at;
    const took = {
      key,
      event: one,
      seq,
      began: since,
      at,
      accepted,
      definitions,
      entered,
      counted,
    };
    listIn(facts.accepted, key).push({ ...took, did, outcome });
  };
  if (event !== undefined)
    accept(
      event,
      after.said.findLast((one) => one.event === event.id),
    );
  for (const { event: one, consequences } of commit.derived) {
    accept(one, { event: one.id, accepted: one.at, consequences });
    const fact = { event: one, consequences, customer: key, at, seq, by, body, began: since };
    facts.derived.set(one.id, fact);
  }
}

/** Whether an entry was counted; one that is taken back lowers its count, and its time goes back. */
function isRaised(before: Customer | undefined, after: Customer, journey: string): boolean {
  return Object.entries(after.entries[journey] ?? {}).some(([key, [count, last]]) => {
    const [known, when] = before?.entries[journey]?.[key] ?? [0, 0];
    return count > known || last > when;
  });
}

/** Whether something said that it raised the count of entries of a journey. */
export function isCountedBy(
  outcome: Pick<EventOutcome, "consequences"> | undefined,
  journey: string,
): boolean {
  return (outcome?.consequences ?? []).some(
    (one) =>
      one.journey === journey && ["entered", "held-out", "ended-at-entry"].includes(one.kind),
  );
}

function mayEnterOn({ definitions }: Commit, { type, properties }: ToldEvent, name: string) {
  if (type === "segment.member") return properties["journey"] === name;
  return definitions.journeys.some(
    ({ journey, live }) => live && journey.name === name && entryOf(journey).event === type,
  );
}

/** The events that a commit says it made: of a turn by its record, else by what the item says. */
export function derivedIn(
  { attempts }: Facts,
  { kind }: Pick<Handling, "kind">,
  before: Pick<Customer, "said" | "enrollments"> | undefined,
  after: Customer,
): Derived[] {
  const { id: customer, said, enrollments } = after;
  if (kind === "turn") {
    const turned = Object.values(enrollments).filter(
      ({ id, record }) => record !== before?.enrollments[id]?.record,
    );
    const effects = turned.flatMap(
      ({ id, record }) => attempts.get(`${id}#${record}`)?.effects ?? [],
    );
    return effects.flatMap((effect) => {
      if (effect.kind !== "tell") return [];
      const { id, type, at, properties, consequences } = effect.told;
      return [{ event: { id, type, customer, at, properties }, consequences }];
    });
  }
  const fresh = said.filter(({ event }) => !before?.said.some((one) => one.event === event));
  return fresh.flatMap(({ accepted: at, derived = [] }) =>
    derived.map(({ id, type, properties, consequences }) => {
      return { event: { id, type, customer, at, properties }, consequences };
    }),
  );
}
