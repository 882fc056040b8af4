import type { Channel } from "../../src/core/channels/channels.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { Enrollment } from "../../src/core/customers/enrollment.ts";
import type { Journey, SendWindowDefinition } from "../../src/core/definitions/journey.ts";
import type { Settings } from "../../src/core/definitions/settings.ts";
import type { SendStep } from "../../src/core/definitions/step.ts";
import { DAY, formatInstant, type Instant, MINUTE } from "../../src/core/time/instant.ts";
import type { Decision } from "../../src/core/turns/decision.ts";
import { readerOf } from "./due-dates.ts";
import type { Commit, Facts } from "./facts.ts";
import { lastOccurrence } from "./plain-dates.ts";
import {
  consents,
  isQuietSomewhere,
  isTransactional,
  journeyOf,
  laterBy,
  stepIn,
  wallClock,
  windowOpen,
} from "./plain-rules.ts";
import type { Say } from "./say.ts";

/** A send takes the first channel that can be used at some time of its window, and only then none. */
export function judgeChannels(facts: Facts, commit: Commit, say: Say): void {
  const { before, after, definitions, by } = commit;
  if (by !== "turn" || before === undefined) return;
  for (const enrollment of Object.values(after.enrollments)) {
    if (before.enrollments[enrollment.id]?.turn === enrollment.turn) continue;
    const journey = journeyOf(definitions, enrollment.journey, enrollment.version);
    const record = facts.attempts.get(`${enrollment.id}#${enrollment.record}`);
    if (journey === undefined || record === undefined) continue;
    for (const [index, decision] of record.decisions.entries()) {
      const step = stepIn(journey.steps, decision.step);
      if (step?.do !== "send") continue;
      const { deferredSince, at: stood } = before.enrollments[enrollment.id] ?? {};
      // A later pass of a repeat comes to the step anew.
      const isFirst = !record.decisions.slice(0, index).some((one) => one.step === decision.step);
      const since = isFirst && stood === decision.step ? (deferredSince ?? record.at) : record.at;
      const latest = latestFor(commit, enrollment, journey, step, since);
      const settings = definitions.settings;
      const sending = { customer: before, journey, step, settings, at: record.at, latest };
      if (decision.kind === "held" && decision.until >= latest) {
        const until = formatInstant(decision.until);
        say(
          "channel",
          `${enrollment.id}: held at ${decision.step} until ${until}, which is too late`,
        );
      }
      const overlooked = passedOver(decision, step).find((channel) => isUsable(sending, channel));
      if (overlooked === undefined) continue;
      const what = `${decision.kind} at ${decision.step}`;
      say("channel", `${enrollment.id}: ${what}, though ${overlooked} could be used`);
    }
  }
}

/** The channels that the decision says can't be used. */
function passedOver(decision: Decision, { channels }: SendStep): readonly Channel[] {
  if (decision.kind === "skipped") return channels;
  return decision.kind === "queued" ? channels.slice(0, channels.indexOf(decision.channel)) : [];
}

interface Sending {
  readonly customer: Customer;
  readonly journey: Journey;
  readonly step: SendStep;
  readonly settings: Settings;
  readonly at: Instant;
  /** From then on it would come too late. */
  readonly latest: Instant;
}

/**
 * When a send would come too late: after what its `expires` says, and where the run began before a date
 * with a time of its own and the send was reached before it, when that date has come.
 */
function latestFor(
  { before, definitions }: Commit,
  { triggered }: Enrollment,
  { entry }: Journey,
  step: SendStep,
  since: Instant,
): Instant {
  if (before === undefined) return Infinity;
  const reader = readerOf(before, definitions);
  const expiry = step.expires === undefined ? Infinity : laterBy(step.expires, since, reader.zone);
  if (!("attribute" in entry)) return expiry;
  const come = lastOccurrence(before.attributes[entry.attribute], entry, reader, triggered);
  const date = come?.itself;
  const isAhead = come !== undefined && date !== undefined && come.at < date && since < date;
  return Math.min(expiry, isAhead ? date : Infinity);
}

function isUsable(sending: Sending, channel: Channel): boolean {
  const { customer, journey, step, settings } = sending;
  const purpose = step.purpose ?? journey.purpose;
  const good = (customer.addresses[channel] ?? []).some(
    ({ suppressed }) => suppressed === undefined,
  );
  if (!good) return false;
  if (isTransactional(settings, purpose)) return true;
  if (!consents(customer, channel, purpose)) return false;
  return opensOnce(sending, channel, journey.sendWindow ?? settings.sendWindow);
}

/** Weeks to look at: zones of one country change their clocks at different times of the year. */
const weeks = [0, 90, 180, 270];
const step = 15 * MINUTE;

/** Whether some time of the window comes early enough and is not quiet, quarter of an hour by quarter. */
function opensOnce(
  { customer, settings, at, latest }: Sending,
  channel: Channel,
  window: SendWindowDefinition | undefined,
): boolean {
  const isOpen = (time: Instant) => {
    const local = wallClock(time, customer.zone ?? settings.zone);
    if (window !== undefined && !windowOpen(window, settings, local)) return false;
    return !isQuietSomewhere(settings, channel, customer, time);
  };
  if (window === undefined && latest === Infinity) return true;
  if (isOpen(at)) return true;
  const quarter = Math.ceil(at / step) * step;
  return weeks.some((week) => {
    const end = Math.min(quarter + (week + 8) * DAY, latest);
    for (let time = quarter + week * DAY; time < end; time += step) if (isOpen(time)) return true;
    return false;
  });
}
