import type { Customer } from "../../src/core/customers/customer.ts";
import type { Enrollment, EnrollmentWait } from "../../src/core/customers/enrollment.ts";
import type { Settings } from "../../src/core/definitions/settings.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import { formatInstant, HOUR, type Instant, MINUTE } from "../../src/core/time/instant.ts";
import { readerOf } from "./due-dates.ts";
import type { Commit, Facts } from "./facts.ts";
import { nextOccurrence } from "./plain-dates.ts";
import { journeyOf, laterBy, stepAt, wallClock } from "./plain-rules.ts";
import type { Say } from "./say.ts";

const underWay: readonly string[] = ["starting", "running", "failed"];

/** An enrollment that stood at a wait before a commit and does so after it, by the same turn. */
interface Stood {
  readonly id: string;
  readonly step: Step;
  readonly then: EnrollmentWait;
  readonly now: EnrollmentWait;
}

/**
 * Without a turn, a wait gets another time only by what it hangs on: the date that it waits for, at
 * once; the customer's zone, at most once an hour. The new time is the one that the words say.
 */
export function judgeRetimes(facts: Facts, commit: Commit, say: Say): void {
  const { before, after, key } = commit;
  if (before === undefined) return;
  let byZone = false;
  for (const stood of Object.values(after.enrollments).flatMap((one) => stoodAt(one, commit))) {
    const { step, then, now } = stood;
    const moved = now.due !== then.due || now.missed !== then.missed;
    const isDecided = then.matched !== undefined || then.reason === "parked";
    if (isDecided || then.reason === "paused") {
      if (moved) say("retime", `${stood.id} had been decided and was timed again`);
      continue;
    }
    const until = step.do === "wait" && typeof step.until === "object" ? step.until : undefined;
    if (until && before.attributes[until.attribute] !== after.attributes[until.attribute]) {
      judgeDate(stood, commit, say);
    } else if (moved) {
      byZone = true;
      judgeZone(stood, commit, say);
    } else if (before.zone !== after.zone && before.zoneFollowed === undefined) {
      judgeFollows(stood, commit, say);
    }
  }
  if (byZone) judgeOften(facts, commit, say);
  if (byZone) facts.zoneFollows.set(key, Math.max(...commit.moments));
}

function stoodAt(one: Enrollment, { before, definitions }: Commit): Stood[] {
  const old = before?.enrollments[one.id];
  if (old?.wait === undefined || one.wait === undefined || one.at === undefined) return [];
  if (old.turn !== one.turn || !underWay.includes(one.state)) return [];
  const step = stepAt(journeyOf(definitions, one.journey, one.version), one.at);
  return step === undefined ? [] : [{ id: one.id, step, then: old.wait, now: one.wait }];
}

function zoneOf({ zone }: Customer, settings: Settings): string {
  return zone ?? settings.zone;
}

function judgeDate({ id, step, then, now }: Stood, commit: Commit, say: Say): void {
  if (step.do !== "wait" || typeof step.until !== "object") return;
  const { after, definitions, moments } = commit;
  const { until } = step;
  const value = after.attributes[until.attribute];
  const fits = moments.some((moment) => {
    const due = nextOccurrence(value, until, readerOf(after, definitions), moment);
    if (due !== undefined) return now.due === due && now.missed === undefined;
    return now.missed !== undefined && (now.due === moment || now.due === then.due);
  });
  const found = `${formatInstant(now.due)}${now.missed === undefined ? "" : `, ${now.missed}`}`;
  if (!fits) say("retime", `${id} waits for ${until.attribute} ${String(value)} until ${found}`);
}

/** It moved, and its date did not change. */
function judgeZone({ id, step, then, now }: Stood, commit: Commit, say: Say): void {
  const { before, after, moments, definitions } = commit;
  const found = `${id} at ${step.id} waits until ${formatInstant(now.due)}`;
  if (before?.zone === after.zone && before?.zoneFollowed === undefined) {
    say("retime", `${found}, not ${formatInstant(then.due)}, though nothing changed`);
    return;
  }
  const last = Math.max(...moments);
  if (then.due <= Math.min(...moments)) say("retime", `${found}, though it was over`);
  const zone = zoneOf(after, definitions.settings);
  const isNow = moments.includes(now.due);
  const says = (due: Instant | undefined) => now.due === due || (isNow && (due ?? 0) <= last);
  if (step.do === "send") {
    if (!isNow) say("retime", `${found}, which is not at once`);
  } else if (step.do === "waitFor") {
    if (!says(laterBy(step.atMost, then.began, zone))) say("retime", `${found} in ${zone}`);
  } else if (step.do === "wait" && step.for !== undefined) {
    if (!says(laterBy(step.for, then.began, zone))) say("retime", `${found} in ${zone}`);
  } else if (step.do === "wait" && typeof step.until === "object") {
    const value = after.attributes[step.until.attribute];
    const since = then.asOf ?? then.began;
    const due = nextOccurrence(value, step.until, readerOf(after, definitions), since);
    if (!says(due)) say("retime", `${found} for ${String(value)} in ${zone}`);
  } else if (!isByClock(step, now, zone, Math.min(...moments))) {
    say("retime", `${found} in ${zone}`);
  }
}

/** It did not move, though its customer's zone did, for the first time in an hour. */
function judgeFollows({ id, step, then, now }: Stood, commit: Commit, say: Say): void {
  const { after, moments, definitions } = commit;
  if (then.due <= Math.max(...moments)) return;
  const zone = zoneOf(after, definitions.settings);
  if (step.do === "send") {
    const held = ["send-window", "quiet-hours", "unknown-zone"].includes(then.reason);
    if (held) say("retime", `${id} is held as before, in the zone ${zone}`);
    return;
  }
  if (!isByClock(step, now, zone, Math.min(...moments))) {
    say("retime", `${id} waits until ${formatInstant(now.due)} as before, in the zone ${zone}`);
  }
}

/** Whether the clock on the wall shows the time that the step names; others name none. */
function isByClock(step: Step, { due }: EnrollmentWait, zone: string, from: Instant): boolean {
  if (step.do !== "wait" || typeof step.until !== "string") return true;
  if (step.until === "send-window") return due >= from;
  const local = wallClock(due, zone);
  const shifted = local.subtract({ hours: 3 }).offset !== local.offset;
  const soon = due > from && due <= from + 25 * HOUR + MINUTE;
  return soon && (shifted || local.toPlainTime().toString().slice(0, 5) === step.until);
}

function judgeOften({ zoneFollows }: Facts, { key, moments }: Commit, say: Say): void {
  const last = zoneFollows.get(key);
  if (last === undefined || Math.max(...moments) - last >= HOUR) return;
  say("retime", `waits followed the zone twice within an hour, first at ${formatInstant(last)}`);
}

/** In the calm, hours after the last event: waits until a local time are by their customer's clock. */
export function judgeClocks(facts: Facts, now: Instant): void {
  const set = [...facts.sets.values()].at(-1);
  if (set === undefined) return;
  for (const customer of facts.items.values()) {
    for (const { id, wait, at, state, journey, version } of Object.values(customer.enrollments)) {
      if (wait === undefined || at === undefined || state !== "running" || wait.due <= now)
        continue;
      const step = stepAt(journeyOf(set, journey, version), at);
      if (step === undefined || wait.reason !== "until") continue;
      const zone = zoneOf(customer, set.settings);
      if (isByClock(step, wait, zone, wait.due - HOUR)) continue;
      const text = `${id} waits until ${formatInstant(wait.due)}, which is no ${step.id} in ${zone}`;
      facts.violations.push({ invariant: "retime", customer: customer.key, text });
    }
  }
}
