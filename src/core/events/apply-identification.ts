import type { Customer, CustomerKey } from "../customers/customer.ts";
import { type JoinedCustomers, joinCustomers } from "../customers/join-customers.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { adoptMeaning } from "../segments/adopt-meaning.ts";
import { noteDates } from "../segments/note-dates.ts";
import { tagMembers } from "../segments/settle-membership.ts";
import type { Instant } from "../time/instant.ts";
import { type AppliedEvent, applyEvent } from "./apply-event.ts";
import type { CustomerEvent } from "./event.ts";
import { owedOf } from "./owed.ts";
import type { PastRecord } from "./past.ts";

export interface AppliedIdentification extends AppliedEvent {
  /** What is left of the anonymous customer, to be committed with the known one. */
  readonly stub?: Customer;
}

/**
 * Takes in an event that says who an anonymous customer is: joins the two, then counts as any other
 * event does, so that segments, goals and entries see them as one.
 * @param anonymous undefined where the event names none
 * @param histories by key, where {@link asksPast} asked for them
 */
export function applyIdentification(
  before: Customer,
  anonymous: Customer | undefined,
  event: CustomerEvent,
  definitions: Definitions,
  now: Instant,
  histories?: ReadonlyMap<CustomerKey, readonly PastRecord[]>,
): AppliedIdentification {
  const joined =
    anonymous === undefined
      ? namesNobody(before)
      : joinQuietly(
          adoptMeaning(before, definitions, now),
          adoptMeaning(anonymous, definitions, now),
          { event, definitions, now, histories },
        );
  const known = joined.stub === undefined ? before : tagMembers(joined.known, definitions);
  const applied = applyEvent(known, event, definitions, now);
  const consequences = [...joined.consequences, ...applied.consequences];
  const { derived } = applied;
  const { outcome: join, stub } = joined;
  const outcome = {
    event: event.id,
    accepted: now,
    consequences,
    ...(derived.length > 0 && { derived }),
    join,
  };
  const said = applied.customer.said.filter((one) => one.event !== event.id);
  const touched = new Set([...joined.touched, ...applied.owed.map(({ enrollment }) => enrollment)]);
  const customer = { ...applied.customer, said: [...said, outcome] };
  const owed = owedOf(customer, ({ id }) => touched.has(id));
  return { customer, owed, consequences, derived, join, ...(stub !== undefined && { stub }) };
}

/** Joins two customers; what either has told of a date the joined one does not tell again. */
function joinQuietly(
  known: Customer,
  anonymous: Customer,
  joining: Parameters<typeof joinCustomers>[2],
): JoinedCustomers {
  const joined = joinCustomers(known, anonymous, joining);
  const { definitions, now } = joining;
  return { ...joined, known: noteDates([known, anonymous], joined.known, definitions, now) };
}

function namesNobody(known: Customer): JoinedCustomers {
  const reason =
    "properties.anonymous names nobody; wanted the shop's id of the anonymous customer";
  return { outcome: { kind: "not-joined", reason }, consequences: [], known, touched: [] };
}
