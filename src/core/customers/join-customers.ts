import type { Definitions } from "../definitions/definitions.ts";
import type { CustomerEvent } from "../events/event.ts";
import { followChanges } from "../events/follow-changes.ts";
import type { EventConsequence, JoinOutcome } from "../events/outcome.ts";
import type { PastRecord } from "../events/past.ts";
import { isUnderWay, type Reached } from "../events/reach-enrollments.ts";
import type { Instant } from "../time/instant.ts";
import { type Customer, type EntryCounts, newCustomer } from "./customer.ts";
import type { Enrollment } from "./enrollment.ts";
import { joinEnrollments } from "./join-enrollments.ts";
import { joinFigures } from "./join-figures.ts";
import { joinFired } from "./join-fired.ts";
import { joinProfile } from "./join-profile.ts";
import type { JoinedFields } from "./joined-fields.ts";
import { joinMatches, matchesOf } from "./matches.ts";
import { joinSeen } from "./seen.ts";

/** The event by which a shop says who an anonymous visitor is. */
export const identification = "customer.identified";

/**
 * Anonymous ids in one customer: a new browser a week for four years. Of 17 bytes each, 3.4 KB; the
 * 201st is refused and stays who it is.
 */
const mostJoined = 200;

export interface JoinedCustomers {
  readonly outcome: JoinOutcome;
  readonly consequences: readonly EventConsequence[];
  readonly known: Customer;
  /** Where they were joined: what is left under the anonymous key, for good. */
  readonly stub?: Customer;
  /** Enrollments of the known customer that began, ended or were woken by the join. */
  readonly touched: readonly string[];
}

interface Joining {
  readonly event: CustomerEvent;
  readonly definitions: Definitions;
  readonly now: Instant;
  /** Histories by key, where {@link asksPast} asked for them. */
  readonly histories?: ReadonlyMap<string, readonly PastRecord[]> | undefined;
}

/**
 * Joins an anonymous customer into a known one (docs/joining-customers.md): what is left of the
 * anonymous one is a stub that names the known one. Both have to be committed as one.
 * @param joining `now`: when the event is accepted · `histories`: by key, where {@link asksPast} asked
 */
export function joinCustomers(
  known: Customer,
  anonymous: Customer,
  joining: Joining,
): JoinedCustomers {
  const reason = refuse(known, anonymous);
  if (reason !== undefined) {
    const outcome = { kind: "not-joined", anonymous: anonymous.key, reason } as const;
    return { outcome, consequences: [], known, touched: [] };
  }
  const { event, definitions, now } = joining;
  const profile = joinProfile(known, anonymous, now);
  const places = placesLeft(known, profile, joining);
  const enrollments = joinEnrollments(known, anonymous, { ...joining, placesLeft: places });
  const { key, id, rev } = known;
  const figures = joinFigures(known, anonymous, definitions, now);
  const joined: JoinedFields<keyof Customer> = {
    key,
    id,
    rev,
    ...profile,
    seen: joinSeen(known.seen, anonymous.seen, now),
    matches: joinMatches(matchesOf(known, now), matchesOf(anonymous, now), now),
    said: [...known.said, ...anonymous.said].sort((a, b) => a.accepted - b.accepted),
    figures,
    fired: joinFired(known, anonymous, figures, definitions),
    // Figures of one that are filled in and of one that are not make some that are not.
    counted: Math.min(known.counted ?? 0, anonymous.counted ?? 0) || undefined,
    enrollments: enrollments.known,
    entries: joinEntries(known.entries, anonymous.entries),
    zoneFollowed: known.zoneFollowed,
    goals: [...known.goals, ...anonymous.goals].sort((a, b) => a.since - b.since),
    ledger: [...known.ledger, ...anonymous.ledger].sort((a, b) => a.at - b.at),
    settled: joinSettled(known, anonymous),
    // Of two meanings the first: the next look then brings the whole up to date, quietly.
    meaning: known.meaning === anonymous.meaning ? known.meaning : undefined,
    joined: [...(known.joined ?? []), anonymous.key],
    joinedInto: undefined,
  };
  const followed = followJoin(known, anonymous, withoutUndefined(joined), joining);
  return {
    outcome: { kind: "joined", anonymous: anonymous.key },
    consequences: [...enrollments.consequences, ...followed.consequences],
    known: followed.customer,
    stub: {
      ...newCustomer(anonymous.key, anonymous.id),
      rev: anonymous.rev,
      enrollments: enrollments.left,
      joinedInto: { key: known.key, by: event.id, at: now },
    },
    touched: [...enrollments.touched, ...followed.touched],
  };
}

/**
 * Enrollments of the known customer that end since the date which started them moves: the anonymous
 * one's word was the newer. They keep no place from the run that goes by the date which now holds.
 */
function placesLeft(
  known: Customer,
  profile: ReturnType<typeof joinProfile>,
  { event, definitions, now }: Joining,
): ReadonlySet<string> {
  const joined = withoutUndefined({ ...known, ...profile });
  const { enrollments } = followChanges(known, joined, {
    definitions,
    now,
    cause: event.id,
  }).customer;
  const ended = Object.values(known.enrollments).filter(
    (one) => isUnderWay(one) && enrollments[one.id]?.state === "closing",
  );
  return new Set(ended.map(({ id }) => id));
}

/** Each enrollment by what its own customer said before: the other's word may be the newer one. */
function followJoin(
  known: Customer,
  anonymous: Customer,
  joined: Customer,
  { event, definitions, now }: Joining,
): Reached {
  const retiming = { definitions, now, cause: event.id };
  const isOthers = ({ continues }: Enrollment) => continues?.by === event.id;
  const theirs = Object.values(joined.enrollments).filter(isOthers);
  const other = followChanges(anonymous, { ...joined, enrollments: byId(theirs) }, retiming);
  const mine = Object.values(joined.enrollments).filter((one) => !isOthers(one));
  // What was noted of the others' zone is nobody's any more.
  const { zoneFollowed: _, ...learned } = other.customer;
  const { zoneFollowed } = joined;
  const before = { ...learned, ...(zoneFollowed && { zoneFollowed }), enrollments: byId(mine) };
  const own = followChanges(known, before, retiming);
  return {
    customer: {
      ...own.customer,
      enrollments: { ...own.customer.enrollments, ...other.customer.enrollments },
    },
    consequences: [...own.consequences, ...other.consequences],
    touched: [...own.touched, ...other.touched],
  };
}

function byId(enrollments: readonly Enrollment[]): Customer["enrollments"] {
  return Object.fromEntries(enrollments.map((one) => [one.id, one]));
}

/** Fields that a customer lacks are not there. */
function withoutUndefined(customer: Customer): Customer {
  const fields = Object.entries(customer).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as unknown as Customer;
}

/** The rule that keeps two apart, in words. No chain can come of it, and no circle. */
function refuse(known: Customer, anonymous: Customer): string | undefined {
  if (anonymous.joinedInto?.key === known.key) return "it is joined already";
  if (anonymous.joinedInto !== undefined) return "it is joined into another customer";
  if (anonymous.key === known.key) return "a customer can't be joined into itself";
  if ((anonymous.joined ?? []).length > 0) return "others are joined into it: it is not anonymous";
  if ((known.joined ?? []).length >= mostJoined) return `already ${mostJoined} joined into it`;
  return undefined;
}

/** What was published since either was settled is no news; of one that is new all is as of the other. */
function joinSettled(known: Customer, anonymous: Customer): number | undefined {
  if (known.rev === 0) return anonymous.settled;
  if (anonymous.rev === 0) return known.settled;
  if (known.settled === undefined || anonymous.settled === undefined) return undefined;
  return Math.min(known.settled, anonymous.settled);
}

/** Entries of both count; of too many keys the oldest go when the journey is entered next. */
function joinEntries(known: Customer["entries"], other: Customer["entries"]): Customer["entries"] {
  const joined: Record<string, EntryCounts> = { ...known };
  for (const [journey, theirs] of Object.entries(other)) {
    const counts: Record<string, EntryCounts[string]> = { ...joined[journey] };
    for (const [key, [count, last]] of Object.entries(theirs)) {
      const [known = 0, latest = last] = counts[key] ?? [];
      counts[key] = [known + count, Math.max(latest, last)];
    }
    const inOrder = Object.entries(counts).sort(([, [, a]], [, [, b]]) => a - b);
    joined[journey] = Object.fromEntries(inOrder);
  }
  return joined;
}
