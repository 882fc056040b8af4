import type { Properties } from "../../core/events/event.ts";
import type { EventConsequence, JoinOutcome } from "../../core/events/outcome.ts";
import type { Message } from "../../core/messages/message.ts";
import { printReason, type Reason } from "../../core/reasons/reason.ts";
import { type Instant, MINUTE, parseInstant } from "../../core/time/instant.ts";
import { formatLocal } from "../../core/time/zone.ts";
import type { EnrollmentRecord, EventRecord, TurnRecord } from "../../core/timeline/records.ts";
import { describeDecision } from "../../core/turns/decision.ts";
import { padToWidth } from "./display-width.ts";
import type { Story, Told } from "./story.ts";

/**
 * A customer's story as lines for people: when by their own clock, what happened, what it did, and
 * why. The zone is said once, by the caller.
 */
export function tellStory({ writes }: Story, zone: string): string[] {
  const lines: string[] = [];
  let shown = "";
  for (const told of writes) {
    const { at } = told;
    for (const text of tell(told, zone)) {
      const time = clockOf(at, zone);
      lines.push(`  ${time === shown ? padToWidth("", time.length) : time}  ${text}`);
      shown = time;
    }
  }
  return lines;
}

/** "Mon 2026-01-05 10:00". */
function clockOf(at: Instant, zone: string): string {
  return withoutZone(formatLocal(at, zone), zone);
}

function withoutZone(text: string, zone: string): string {
  return text.replaceAll(` ${zone}`, "");
}

function tell({ write, journey, passed = [] }: Told, zone: string): string[] {
  switch (write.kind) {
    case "event":
      return [
        ...tellEvent(write.record, zone),
        ...passed.map((one) => `    ▸ ${one.journey}: ${printReason(one.why)}`),
      ];
    case "turn":
      return tellTurn(write.record, journey).map((text) => withoutZone(text, zone));
    case "message":
      return tellMessage(write.record, write.before, zone);
    case "enrollment":
      return tellEnd(write.record);
    // Their steps have said so already.
    case "task":
    case "offer":
      return [];
  }
}

/** Later than this is worth saying: queues deliver within seconds. */
const late = 10 * MINUTE;

function tellEvent(record: EventRecord, zone: string): string[] {
  const { type, at, accepted, properties, consequences, join } = record;
  // The mail's own report says more than the event that is made of it.
  if (type === "message.delivered") return [];
  const { journey: _, message: __, ...shown } = properties;
  const words = Object.entries(shown).map(([name, value]) => `${name} ${shownValue(value)}`);
  const delay = accepted - at > late ? ` (happened ${clockOf(at, zone)}, came late)` : "";
  const said = words.length === 0 ? "" : `: ${words.join(", ")}`;
  const joined = join === undefined ? [] : [tellJoin(join, properties.anonymous)];
  const head = tellMove(record) ?? `● ${type}${said}${delay}`;
  return [head, ...joined, ...consequences.map((one) => tellConsequence(one, zone))];
}

/** Into a segment or out of it. */
function tellMove({ type, properties: { segment } }: EventRecord): string | undefined {
  if (type === "segment.entered") return `◇ comes into segment ${String(segment)}`;
  if (type === "segment.left") return `◇ leaves segment ${String(segment)}`;
  return undefined;
}

function shownValue(value: Properties[string]): string {
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? "(none)" : value.join(", ");
}

function tellConsequence({ journey, kind, reason, value }: EventConsequence, zone: string): string {
  switch (kind) {
    case "entered":
      return `    ▸ enters ${journey}${reason === undefined ? "" : ` (${printReason(reason)})`}`;
    case "held-out":
      return `    ▸ ${journey}: held out, to measure the others against`;
    case "not-entered":
      return `    ▸ not entered ${journey}: ${printReason(reason ?? "no reason told")}`;
    case "ended-at-entry":
      return `    ▸ ${journey}: ended before it began, what ends it had come already`;
    case "exited":
      return `    ▸ leaves ${journey} at once${reason === undefined ? "" : `: ${printReason(reason)}`}`;
    case "retimed":
      return `    ▸ ${journey}: ${tellRetimed(reason, zone)}`;
    case "woken":
      return `    ▸ ${journey} had waited for it`;
    case "goal-met":
      return `    ▸ goal of ${journey} met${value === undefined ? "" : `, worth ${value}`}`;
    case "goes-on":
      return `    ▸ ${journey} goes on where it stood`;
    case "joined":
      return `    ▸ ${journey} ends: this customer is in it already, or held out`;
  }
}

/** The new time is kept in UTC, and told by the customer's clock as all times of the story. */
function tellRetimed(why: Reason | string | undefined, zone: string): string {
  if (why === undefined || typeof why === "string") return why ?? "waits until another time";
  const { step, until } = why.params;
  const at = parseInstant(String(until ?? ""));
  const shown = {
    ...(step !== undefined && { step: String(step).replaceAll("/", " › ") }),
    ...(at !== undefined && { until: clockOf(at, zone) }),
  };
  return printReason({ ...why, params: { ...why.params, ...shown } });
}

function tellJoin({ kind, reason }: JoinOutcome, anonymous: Properties[string] = "nobody"): string {
  if (kind === "joined") return `    ▸ all that is known of ${String(anonymous)} is joined in`;
  return `    ▸ ${String(anonymous)} is not joined in: ${printReason(reason ?? "no reason told")}`;
}

function tellTurn(record: TurnRecord, journey: string): string[] {
  return record.decisions.map((decision) => {
    const step = decision.step === "" ? "" : ` › ${decision.step.replaceAll("/", " › ")}`;
    return `    ${journey}${step}: ${describeDecision(decision)}`;
  });
}

function tellMessage(record: Message, before: Message | undefined, zone: string): string[] {
  const { state, journey, step, channel, reason, until } = record;
  if (before?.state === state) return [];
  const what = `    ${channel} of ${journey} › ${step}`;
  const why = reason === undefined ? "" : `: ${printReason(reason)}`;
  switch (state) {
    case "queued":
    case "claimed":
    case "sending":
      return [];
    case "sent":
      return [`  ✉ ${channel} sent to ${record.to} (${journey} › ${step})`];
    case "held":
      return [`${what} held until ${clockOf(until ?? record.at, zone)}${why}`];
    case "failed":
    case "suppressed":
    case "dropped":
    case "unknown":
      return [`${what} ${state}${why}`];
  }
}

function tellEnd({ journey, state, ending }: EnrollmentRecord): string[] {
  if (state !== "failed") return [];
  return [`    ${journey}: failed, a person has to look: ${ending}`];
}
