import type { Channel } from "../../src/core/channels/channels.ts";
import type { Customer } from "../../src/core/customers/customer.ts";
import type { Journey, SendWindowDefinition } from "../../src/core/definitions/journey.ts";
import type { Settings } from "../../src/core/definitions/settings.ts";
import type { SendStep } from "../../src/core/definitions/step.ts";
import { DAY, type Instant, MINUTE } from "../../src/core/time/instant.ts";
import type { Decision } from "../../src/core/turns/decision.ts";
import type { Commit, Facts } from "./facts.ts";
import {
  consents,
  isQuietSomewhere,
  isTransactional,
  journeyOf,
  stepIn,
  wallClock,
  windowOpen,
} from "./plain-rules.ts";
import type { Say } from "./say.ts";

/** A send takes the first channel that can be used at some time of its window, and only then none. */
export function judgeChannels(facts: Facts, commit: Commit, say: Say): void {
  const { before, after, definitions, by, at } = commit;
  if (by !== "turn" || before === undefined) return;
  for (const enrollment of Object.values(after.enrollments)) {
    if (before.enrollments[enrollment.id]?.turn === enrollment.turn) continue;
    const journey = journeyOf(definitions, enrollment.journey, enrollment.version);
    const record = facts.attempts.get(`${enrollment.id}#${enrollment.record}`);
    if (journey === undefined || record === undefined) continue;
    for (const decision of record.decisions) {
      const step = stepIn(journey.steps, decision.step);
      if (step?.do !== "send") continue;
      const sending = { customer: before, journey, step, settings: definitions.settings, at };
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
}

function isUsable({ customer, journey, step, settings, at }: Sending, channel: Channel): boolean {
  const purpose = step.purpose ?? journey.purpose;
  const good = (customer.addresses[channel] ?? []).some(
    ({ suppressed }) => suppressed === undefined,
  );
  if (!good) return false;
  if (isTransactional(settings, purpose)) return true;
  if (!consents(customer, channel, purpose)) return false;
  const window = journey.sendWindow ?? settings.sendWindow;
  return window === undefined || opensOnce(window, channel, customer, settings, at);
}

/** Weeks to look at: zones of one country change their clocks at different times of the year. */
const weeks = [0, 90, 180, 270];
const step = 15 * MINUTE;

/** Whether some time of the window is not quiet, quarter of an hour by quarter. */
function opensOnce(
  window: SendWindowDefinition,
  channel: Channel,
  customer: Customer,
  settings: Settings,
  at: Instant,
): boolean {
  const quarter = Math.ceil(at / step) * step;
  return weeks.some((week) => {
    for (let time = quarter + week * DAY; time < quarter + (week + 8) * DAY; time += step) {
      const local = wallClock(time, customer.zone ?? settings.zone);
      if (!windowOpen(window, settings, local)) continue;
      if (!isQuietSomewhere(settings, channel, customer, time)) return true;
    }
    return false;
  });
}
