import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import { formatInstant, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { keyOfCustomer } from "../../src/local/runtime.ts";
import { readerOf } from "./due-dates.ts";
import { type Accepted, type Commit, type Facts, listIn } from "./facts.ts";
import { nextOccurrence } from "./plain-dates.ts";
import { cameAfter, isOf, triggerOf } from "./plain-keys.ts";
import { journeyOf, laterBy, mayFollow, stepAt, wallClock } from "./plain-rules.ts";
import type { Say } from "./say.ts";

/**
 * A wait of the first turn begins at its trigger, and one with `since: "entry"` looks back so far: it
 * goes on where a match was known, and only there.
 */
function judgeKnown(facts: Facts, commit: Commit, before: Enrollment, say: Say): void {
  const record = facts.turns.at(-1)?.record;
  const journey = journeyOf(commit.definitions, before.journey, before.version);
  const trigger = triggerOf(facts, before.trigger, commit.key);
  if (record?.enrollment !== before.id || journey === undefined || trigger === undefined) return;
  const isFirst = before.turn === 0 || before.wait?.reason === "paused";
  for (const [index, decision] of record.decisions.entries()) {
    const step = stepAt(journey, decision.step);
    if (step?.do !== "waitFor") continue;
    // Where it stood at this step, the wait itself is judged.
    if (before.at === decision.step && before.wait?.reason === "event") continue;
    const all = listIn(facts.accepted, commit.key);
    const run = { journey, trigger };
    const known = all.filter((one) => isOf(step, one.event, run) && cameAfter(all, one, run));
    if (decision.kind === "chose" && decision.way === "then" && known.length === 0) {
      say("wait", `${before.id} went through ${decision.step} without a ${step.event}`);
    }
    const looksBack = step.since === "entry" || before.turn === 0;
    const inRepeat = decision.step !== step.id && !isFirst;
    // In a repeat, what came before answers one pass of this turn; the next pass waits for more.
    const answered = record.decisions.slice(0, index).some(({ kind, step: of }) => {
      return kind === "chose" && of === decision.step;
    });
    if (answered && step.since !== "entry") continue;
    if (decision.kind === "waiting" && looksBack && !inRepeat && isCertain(facts, before, known)) {
      const came = known.map(({ event }) => event.id).join(", ");
      say("wait", `${before.id} waits at ${decision.step}, though ${came} came`);
    }
  }
}

/**
 * A known limit: of long ago, only a record tells, and no attempt may have come to write it. Which
 * segments another was in before a join is not looked at: what the two are in is settled after it.
 */
function isCertain(facts: Facts, { trigger }: Enrollment, known: readonly Accepted[]): boolean {
  const own = known.filter(({ event, key }) => {
    return !facts.derived.has(event.id) || tookIn(facts, key, trigger);
  });
  return own.some(({ event }) =>
    facts.recorded.has(`${keyOfCustomer(event.customer)}#${event.id}`),
  );
}

/** Whether an item took an event in itself, and not one that was joined into it or that it was. */
function tookIn(facts: Facts, key: string, event: string): boolean {
  const all = [...facts.accepted.values()].flat();
  return all.some((one) => one.event.id === event && one.key === key);
}

/** Nobody passes by a wait until a date, as long as the date is still to come. */
function judgeMissed(
  facts: Facts,
  { definitions, before: customer }: Commit,
  before: Enrollment,
  after: Enrollment,
  say: Say,
): void {
  const record = facts.attempts.get(`${after.id}#${after.record}`);
  const journey = journeyOf(definitions, after.journey, after.version);
  for (const decision of record?.decisions ?? []) {
    const step = stepAt(journey, decision.step);
    if (step?.do !== "wait" || typeof step.until !== "object") continue;
    if (decision.kind !== "went-on" || decision.step === before.at) continue;
    const value = customer?.attributes[step.until.attribute];
    const reader = customer && readerOf(customer, definitions);
    if (record === undefined || reader === undefined) continue;
    const next = nextOccurrence(value, step.until, reader, record.at);
    if (next === undefined) continue;
    const found = `${step.until.attribute} ${String(value)}`;
    say("wait", `${after.id} passed by ${decision.step}: ${found} comes ${formatInstant(next)}`);
  }
}

/** Waits end when they are due or matched, never earlier, and are due when the words say. */
export function judgeWaits(facts: Facts, commit: Commit, say: Say): void {
  if (commit.by !== "turn" || commit.before === undefined) return;
  for (const after of Object.values(commit.after.enrollments)) {
    const before = commit.before.enrollments[after.id];
    if (before === undefined || before.turn === after.turn) continue;
    const at = facts.attempts.get(`${after.id}#${after.record}`)?.at ?? commit.at;
    judgeEnd(facts, commit, before, after, at, say);
    judgeKnown(facts, commit, before, say);
    judgeMissed(facts, commit, before, after, say);
    if (after.wait !== undefined && (before.at !== after.at || before.wait === undefined)) {
      judgeDue(commit, after, at, say);
    }
  }
}

function judgeEnd(
  facts: Facts,
  commit: Commit,
  before: Enrollment,
  after: Enrollment,
  at: number,
  say: Say,
): void {
  const { wait } = before;
  if (wait === undefined || before.at === undefined) return;
  const journey = journeyOf(commit.definitions, before.journey, before.version);
  const step = stepAt(journey, before.at);
  const record = facts.attempts.get(`${after.id}#${after.record}`);
  const way = record?.decisions.find(
    (one) => one.step === before.at && one.kind === "chose" && step?.do === "waitFor",
  );
  const ahead = wait.reason === "parked" || wait.reason === "paused";
  if (step?.do === "wait" && ahead && step.for && after.at !== before.at) {
    say("wait", `${after.id} paused before ${before.at} and went on without waiting there`);
  }
  if (step?.do === "wait" && !ahead && wait.due > at && after.at !== before.at) {
    say(
      "wait",
      `${after.id} left ${before.at} at ${formatInstant(at)}, due ${formatInstant(wait.due)}`,
    );
  }
  if (step?.do !== "waitFor" || way?.kind !== "chose" || wait.reason !== "event") return;
  const trigger = triggerOf(facts, before.trigger, commit.key);
  if (journey === undefined || trigger === undefined) return;
  const looksBack = step.since === "entry" || wait.fromTrigger === true;
  const all = listIn(facts.accepted, commit.key);
  const came = (one: Accepted) =>
    isOf(step, one.event, { journey, trigger }) &&
    one.event.at <= wait.due &&
    (looksBack
      ? cameAfter(all, one, { journey, trigger })
      : mayFollow(one.event, { at: wait.began }));
  const match = listIn(facts.accepted, commit.key).find(came);
  if (way.way === "then" && match === undefined) {
    say("wait", `${after.id} at ${before.at}: took "then", but no ${step.event} came in time`);
  }
  if (way.way !== "else") return;
  if (wait.due > at) say("wait", `${after.id} at ${before.at}: took "else" before its deadline`);
  const since = facts.turns.find(({ record: one }) => {
    return one.enrollment === after.id && one.ref === before.record;
  });
  // Of what another did before it turned out to be the same, only the last is known.
  const joined = [...facts.joins.values()].findLast(({ into }) => into === commit.key);
  const from = Math.max(since?.seq ?? 0, joined?.seq ?? 0);
  const late = listIn(facts.accepted, commit.key).find((one) => came(one) && one.seq > from);
  if (late !== undefined) {
    say("wait", `${after.id} at ${before.at}: took "else" though ${late.event.id} came in time`);
  }
}

function judgeDue(commit: Commit, after: Enrollment, at: number, say: Say): void {
  const { definitions, before } = commit;
  const step = stepAt(journeyOf(definitions, after.journey, after.version), after.at ?? "");
  const { wait } = after;
  if (wait === undefined || before === undefined) return;
  const zone = before.zone ?? definitions.settings.zone;
  const length =
    step?.do === "wait" && wait.reason === "for"
      ? step.for
      : step?.do === "waitFor" && wait.reason === "event"
        ? step.atMost
        : undefined;
  if (length !== undefined && wait.due !== laterBy(length, at, zone)) {
    say(
      "wait",
      `${after.id} at ${after.at}: ${length} in ${zone} is not ${formatInstant(wait.due)}`,
    );
  }
  if (step?.do !== "wait" || step.until === undefined || wait.reason !== "until") return;
  if (typeof step.until === "object") {
    const value = before.attributes[step.until.attribute];
    const next = nextOccurrence(value, step.until, readerOf(before, definitions), at);
    if (wait.due === next) return;
    const found = `${step.until.attribute} ${String(value)} in ${zone}`;
    say("wait", `${after.id} at ${after.at}: ${found} is not ${formatInstant(wait.due)}`);
    return;
  }
  if (step.until === "send-window") return;
  const local = wallClock(wait.due, zone);
  const said = local.toPlainTime().toString().slice(0, 5);
  const shifted = local.subtract({ hours: 3 }).offset !== local.offset;
  const soon = wait.due > at && wait.due <= at + 25 * HOUR + MINUTE;
  if (!soon || (said !== step.until && !shifted)) {
    say(
      "wait",
      `${after.id} at ${after.at}: until ${step.until} in ${zone} is not ${local.toString()}`,
    );
  }
}
