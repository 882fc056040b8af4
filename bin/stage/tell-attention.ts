import type { AttentionKind } from "../../src/aws/timeline/attention.ts";
import { isCircleStop } from "../../src/core/events/depth.ts";
import type { EventConsequence } from "../../src/core/events/outcome.ts";
import { isReason, printReason } from "../../src/core/reasons/reason.ts";
import { DAY, HOUR, type Instant, MINUTE } from "../../src/core/time/instant.ts";
import type { ListedItem } from "./attention-list.ts";

/** How a kind is told: its heading, each item in a line, and what mends it. */
interface Telling {
  readonly heading: string;
  /** What an item says beside its id. */
  readonly line: (item: ListedItem, now: Instant) => string;
  /** @param stage the options that find it, such as `--stage prod` */
  readonly mend: (stage: string) => string;
}

const tellings: Readonly<Record<AttentionKind, Telling>> = {
  "failed-enrollment": {
    heading: "Failed runs",
    line: ({ at, record }, now) =>
      `${say(record, "journey")} v${say(record, "version")} · ${say(record, "ending")} · ${ago(at, now)}`,
    mend: (stage) => `mend the cause, then: sojourn resume --all-failed ${stage}`,
  },
  "unknown-message": {
    heading: "Messages that the provider may or may not have",
    line: ({ at, record }, now) => `${tellMessage(record)} · ${ago(at, now)}`,
    mend: (stage) =>
      `never sent again by itself; look the message up at the provider, then: sojourn attention --done <id> ${stage}`,
  },
  "failed-message": {
    heading: "Messages that the provider refused",
    line: ({ at, record }, now) =>
      `${tellMessage(record)} · ${say(record, "reason")} · ${ago(at, now)}`,
    mend: (stage) =>
      `mend the cause; who was passed over stays so; then: sojourn attention --done <id> ${stage}`,
  },
  "held-message": {
    heading: "Messages held for more than a day",
    line: ({ record }, now) => {
      const until = typeof record.until === "number" ? ` until ${ahead(record.until, now)}` : "";
      return `${tellMessage(record)} · ${say(record, "reason")}${until}`;
    },
    mend: () => "sent when its time comes; a window, a cap or a calendar in settings.json holds it",
  },
  "open-task": {
    heading: "Open tasks",
    line: ({ at, record }, now) =>
      `${say(record, "team")} · customer ${say(record, "customer")} · ${say(record, "note")} · due ${ahead(at, now)}`,
    mend: (stage) => `when it is done: sojourn attention --done <id> ${stage}`,
  },
  "set-aside": {
    heading: "Customers whom a sweep, a backfill or an import could not take in",
    line: ({ at, record }, now) => {
      const lines = Array.isArray(record.lines) ? ` · lines ${record.lines.join(", ")}` : "";
      return `${say(record, "pass")} · ${say(record, "error")} · ${say(record, "reason")}${lines} · ${ago(at, now)}`;
    },
    mend: (stage) => `mend the cause, then: sojourn redrive aside ${stage}`,
  },
  "stopped-circle": {
    heading: "Events that started no journey, since journeys have caused each other in a circle",
    line: ({ at, record }, now) =>
      `${say(record, "type")} · ${tellNotEntered(record)} · ${ago(at, now)}`,
    mend: (stage) =>
      `break the circle with a wait or a condition, publish, then: sojourn attention --done <id> ${stage}`,
  },
};

function tellMessage(record: ListedItem["record"]): string {
  return ["journey", "step", "channel", "template"].map((name) => say(record, name)).join(" · ");
}

/** The journeys that were not entered, and the reason, which is the same for all of them. */
function tellNotEntered({ consequences }: ListedItem["record"]): string {
  const stopped = (Array.isArray(consequences) ? consequences : []).filter(
    (one: EventConsequence) => isCircleStop(one.reason),
  ) as EventConsequence[];
  const journeys = stopped.map(({ journey }) => journey).join(", ");
  return `${journeys}: ${printReason(stopped[0]?.reason ?? "no reason told")}`;
}

/** The lines of one kind; none where nothing is listed. */
export function tellAttention(
  kind: AttentionKind,
  { items, more }: { readonly items: readonly ListedItem[]; readonly more: boolean },
  { now, stage }: { readonly now: Instant; readonly stage: string },
): string[] {
  if (items.length === 0) return [];
  const { heading, line, mend } = tellings[kind];
  return [
    `${heading} (${items.length}${more ? ", and more" : ""})`,
    ...items.map((item) => `  ${item.id}  ${line(item, now)}`),
    `  → ${mend(stage)}`,
    "",
  ];
}

function ago(at: Instant, now: Instant): string {
  if (now - at < MINUTE) return "just now";
  return `${span(now - at)} ago`;
}

function ahead(at: Instant, now: Instant): string {
  return at > now ? `in ${span(at - now)}` : ago(at, now);
}

/** In the largest unit that gives two or more: 90 min, 47 h, 12 d. */
function span(ms: number): string {
  if (ms < 2 * HOUR) return `${Math.round(ms / MINUTE)} min`;
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} d`;
}

/** An attribute as the timeline keeps it: a text or a number; "?" where an old record lacks it. */
function say(record: ListedItem["record"], name: string): string {
  const value = record[name];
  if (isReason(value)) return printReason(value);
  return typeof value === "string" || typeof value === "number" ? `${value}` : "?";
}
