import { isDeepStrictEqual } from "node:util";
import { type Customer, newCustomer } from "../../src/core/customers/customer.ts";
import type { Enrollment, EnrollmentWait } from "../../src/core/customers/enrollment.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { CustomerChange } from "../../src/core/ports.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { type Facts, listIn, type ToldEvent } from "./facts.ts";
import { isDateMoved } from "./judge-moved-dates.ts";
import { followedAlready, isOf, triggerOf } from "./plain-keys.ts";
import { entryOf, exitsOf, journeyOf, mayFollow } from "./plain-rules.ts";
import type { Say } from "./say.ts";
import { isOfSegment } from "./write-segments.ts";

const underWay: readonly string[] = ["starting", "running", "failed"];

interface Join {
  readonly seq: number;
  readonly at: number;
  readonly known: CustomerChange;
  readonly left: CustomerChange;
  readonly definitions: DefinitionSet;
  readonly event: ToldEvent;
}

/**
 * Of a join, told before it is noted: what both were in and had is in the known customer, once, and
 * nothing but the ends of runs is left of the other (docs/joining-customers.md).
 */
export function judgeJoin(facts: Facts, join: Join): void {
  const { seq, known, left, event } = join;
  const customer = known.after.key;
  const say: Say = (invariant, text) => {
    facts.violations.push({ invariant, customer, text: `join ${seq} by ${event.id}: ${text}` });
  };
  judgeWho(join, say);
  judgeBelongings(join, say);
  const places = Object.values(known.after.enrollments)
    .filter(({ state }) => underWay.includes(state))
    .map(({ journey, key }) => `${journey}#${key}`);
  if (new Set(places).size < places.length) say("I7", `twice under way: ${places.join(", ")}`);
  for (const one of Object.values(known.before.enrollments)) {
    judgeOwn(
      one,
      known.after.enrollments[one.id],
      endsBy(facts, join, left.before, one),
      join,
      say,
    );
  }
  for (const one of Object.values(left.before.enrollments)) {
    judgeLeft(one, endsBy(facts, join, known.before, one), join, say);
  }
}

function judgeWho({ known, left }: Join, say: Say): void {
  if (known.before.joinedInto !== undefined) say("join", "into one who was joined into another");
  if (left.before.joinedInto !== undefined) say("join", "of one who was joined already");
  if ((left.before.joined ?? []).length > 0) say("join", "of one whom others were joined into");
  if (left.after.joinedInto?.key !== known.after.key) say("join", "that names another customer");
  if (known.after.joined?.includes(left.after.key) !== true) say("join", "that leaves no trace");
  const { joinedInto: _, enrollments: __, ...rest } = left.after;
  const { enrollments: ___, ...nothing } = newCustomer(left.before.key, left.before.id);
  if (isDeepStrictEqual(rest, { ...nothing, rev: left.before.rev })) return;
  say("join", `leaves something behind: ${JSON.stringify(rest)}`);
}

/** Nothing of either is lost; the profile that was newest says what both have. */
function judgeBelongings({ at, known, left, event }: Join, say: Say): void {
  const { after } = known;
  const { attributes: told = {} } = event.profile ?? {};
  for (const { tags, attributes, ledger, addresses, entries } of [known.before, left.before]) {
    for (const tag of tags) {
      // Those that segments set follow membership.
      if (!after.tags.includes(tag) && !isOfSegment(tag)) say("join", `lost the tag ${tag}`);
    }
    for (const name of Object.keys(attributes)) {
      if (!(name in after.attributes) && told[name] !== null)
        say("join", `lost the attribute ${name}`);
    }
    for (const { message, at: claimed, reservedUntil } of ledger) {
      const kept = after.ledger.some((one) => one.message === message && one.at === claimed);
      if (!kept && (reservedUntil ?? claimed) > at - DAY) say("I4", `lost the place of ${message}`);
    }
    for (const channel of ["email", "sms", "push"] as const) {
      for (const { to, suppressed } of addresses[channel] ?? []) {
        const found = after.addresses[channel]?.find((one) => one.to === to);
        // Which ones are lost is judged by what was said of them: see judge-addresses.ts.
        if (found && suppressed && !found.suppressed) say("I2", `${to} is good again`);
      }
    }
    for (const [journey, counts] of Object.entries(entries)) {
      for (const key of Object.keys(counts)) judgeCount(known, left, journey, key, say);
    }
  }
}

function judgeCount(
  known: CustomerChange,
  left: CustomerChange,
  journey: string,
  key: string,
  say: Say,
): void {
  const countOf = ({ entries }: Customer) => entries[journey]?.[key]?.[0] ?? 0;
  const wanted = countOf(known.before) + countOf(left.before);
  const { said } = known.after;
  // What the two in one are in now may have begun something.
  const begun = (said.at(-1)?.derived ?? []).flatMap(({ consequences }) =>
    consequences.filter((one) => one.journey === journey && one.kind !== "not-entered"),
  );
  const found = countOf(known.after);
  // Entries by a date that the other one knows better are taken back.
  const undone = Object.values(known.after.enrollments).filter(
    (one) => one.journey === journey && one.ending === "date-moved",
  );
  if (found < wanted - undone.length || found > wanted + begun.length)
    say("I7", `entered ${journey} ${key} not ${wanted} times`);
}

/**
 * The types of exit events that the other one did after the trigger of an enrollment. Of segments that
 * it left none: which ones the two are in together is settled after the join.
 */
function endsBy(facts: Facts, join: Join, other: Customer, one: Enrollment): string[] {
  const journey = journeyOf(join.definitions, one.journey, one.version);
  const own = one.id.slice(0, 16);
  const trigger =
    triggerOf(facts, one.trigger, own) ?? triggerOf(facts, one.trigger, join.known.before.key);
  if (journey === undefined || trigger === undefined) return [];
  return listIn(facts.accepted, other.key).flatMap(({ event, accepted }) => {
    const fits = exitsOf(journey).some((rule) => isOf(rule, event, { journey, trigger }));
    const follows =
      accepted > one.entered
        ? mayFollow(event, trigger)
        : followedAlready(event, trigger, entryOf(journey).event);
    return fits && follows && !facts.derived.has(event.id) ? [event.type] : [];
  });
}

/** What the known one was in goes on there, unless the other one ended it. */
function judgeOwn(
  before: Enrollment,
  after: Enrollment | undefined,
  ends: readonly string[],
  join: Join,
  say: Say,
): void {
  const { event, known } = join;
  const { id, state } = before;
  if (underWay.includes(state) && isEndedByNews(known, after)) return;
  if (underWay.includes(state) && ends.length === 0 && isEndedByDate(before, after, known, join)) {
    return;
  }
  if (!underWay.includes(state) || ends.length === 0) {
    // What ended a day ago is let go of.
    if (after === undefined && state === "ended") return;
    if (after?.state !== state) say("I8", `${id} went from ${state} to ${after?.state}`);
    return;
  }
  const { state: now, endedBy, ending = "" } = after ?? {};
  if (now !== "closing" || endedBy !== event.id || !ends.includes(ending)) {
    say("I6", `${id} should have ended by ${ends.join()}, but is ${now} by ${ending}`);
  }
}

/** What the other one was in ends there, and goes on with the known one where nothing forbids it. */
function judgeLeft(before: Enrollment, ends: readonly string[], join: Join, say: Say): void {
  const { id, journey, key } = before;
  const { known, left, event, definitions } = join;
  const after = left.after.enrollments[id];
  if (!underWay.includes(before.state)) {
    if (after !== before) say("I8", `${id} was ${before.state} and changed`);
    return;
  }
  if (after?.state !== "closing" || after.endedBy !== event.id) {
    say("I8", `${id} is left ${after?.state}`);
    return;
  }
  const next = known.after.enrollments[after.goesOnAs ?? ""];
  if (ends.length > 0) {
    if (next !== undefined) say("I6", `${id} goes on, though ${ends.join()} ended it`);
    return;
  }
  if (after.ending !== "joined") say("I6", `${id} was ended by ${after.ending}, which never came`);
  if (next !== undefined) {
    if (isEndedByDate(before, next, { ...known, before: left.before }, join)) return;
    judgeContinued(before, next, join, say);
    return;
  }
  // Segments that the two in one leave are told after the join: until then a run keeps its place.
  const taken = Object.values(known.after.enrollments).some(
    (one) =>
      (underWay.includes(one.state) || isEndedByNews(known, one)) &&
      one.journey === journey &&
      one.key === key,
  );
  const { holdout } = journeyOf(definitions, journey, before.version) ?? {};
  const mayBeHeldOut = (holdout ?? definitions.settings.holdout) !== undefined;
  if (!taken && !mayBeHeldOut) say("I8", `${id} should go on`);
}

/** Whether the entry was by a segment that the joined customer has left. */
function isEndedByNews({ after }: CustomerChange, one: Enrollment | undefined): boolean {
  const derived = after.said.at(-1)?.derived ?? [];
  return one?.state === "closing" && derived.some(({ id }) => id === one.endedBy);
}

/** Whether the entry was by a date that the joined customer no longer has. */
function isEndedByDate(
  before: Enrollment,
  after: Enrollment | undefined,
  change: CustomerChange,
  { definitions }: Join,
): boolean {
  if (after?.state !== "closing" || after.ending !== "date-moved") return false;
  return isDateMoved(change, before, definitions);
}

function judgeContinued(before: Enrollment, next: Enrollment, join: Join, say: Say): void {
  const { id } = before;
  if (next.state !== "starting" && !isEndedByNews(join.known, next))
    say("I8", `${next.id} goes on ${next.state}`);
  if (next.continues?.enrollment !== id) say("I8", `${next.id} does not say that it is ${id}`);
  const kept = [
    "journey",
    "version",
    "key",
    "trigger",
    "triggered",
    "entered",
    "turn",
    "at",
    "visits",
    "offers",
    "deferredSince",
  ] as const;
  for (const name of kept) {
    if (isDeepStrictEqual(next[name], before[name])) continue;
    say("I8", `${next.id}: its ${name} became ${JSON.stringify(next[name])}`);
  }
  const { matched, ...wait } = withoutTime(next);
  const { matched: known, ...stood } = withoutTime(before);
  if (!isDeepStrictEqual(wait, stood)) say("wait", `${next.id} waits for something else`);
  const moved = next.wait?.due !== before.wait?.due || next.wait?.missed !== before.wait?.missed;
  if (moved && !mayMove(join)) say("wait", `${next.id} waits until another time`);
  if (known !== undefined && !isDeepStrictEqual(matched, known)) say("wait", `${next.id} forgot`);
}

function withoutTime({ wait }: Enrollment): Partial<EnrollmentWait> {
  const { due: _due, missed: _missed, asOf: _asOf, ...rest } = wait ?? {};
  return rest;
}

/** Where the two in one have another zone than the other had, or another date. */
function mayMove({ known: { after }, left: { before } }: Join): boolean {
  return (
    after.zone !== before.zone ||
    before.zoneFollowed !== undefined ||
    ["birthday", "renewal"].some((name) => after.attributes[name] !== before.attributes[name])
  );
}
