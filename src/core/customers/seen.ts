import { hashId } from "../hash.ts";
import { DAY, type Instant } from "../time/instant.ts";
import { clockAhead } from "../time/when.ts";

/**
 * Which events this customer's item has taken in (DESIGN §5): 65-bit hashes in one text by UTC day
 * of acceptance, 13 characters each. All kept days are checked. `from`, once something was
 * dropped: everything accepted at or after it is in the set; of older ones only the history knows.
 */
export interface Seen {
  readonly from?: Instant;
  readonly days?: Readonly<Record<string, string>>;
}

const width = 13;
/** Late duplicates come from queue redeliveries and retried producers: hours, seldom days. */
const keptDays = 3;
/** 512 × 13 characters ≈ 6.7 KB at the very most, of an alarm limit of 64 KB. */
const keptEvents = 512;

function holds(text: string, hash: string): boolean {
  for (let at = text.indexOf(hash); at !== -1; at = text.indexOf(hash, at + 1)) {
    if (at % width === 0) return true;
  }
  return false;
}

/**
 * Whether an event was taken in. "ask-history": the set cannot know, since the event may have been
 * accepted before its earliest kept day; its own time bounds that from below.
 */
export function recallEvent(
  seen: Seen,
  eventId: string,
  ownTime: Instant,
): "seen" | "new" | "ask-history" {
  const hash = hashId(eventId);
  for (const text of Object.values(seen.days ?? {})) if (holds(text, hash)) return "seen";
  if (seen.from === undefined || ownTime - clockAhead >= seen.from) return "new";
  return "ask-history";
}

/** Hashes of the events that were taken in on the UTC day of `since` or later. */
export function seenSince({ days = {} }: Seen, since: Instant): string[] {
  const first = Math.floor(since / DAY);
  return Object.entries(days).flatMap(([day, text]) =>
    Number(day) < first
      ? []
      : Array.from({ length: text.length / width }, (_, n) =>
          text.slice(n * width, (n + 1) * width),
        ),
  );
}

/**
 * Adds events that the history tells of and that the item has not taken in. Of those older than the
 * days kept here only the history knows from now on.
 */
export function learnEvents(
  seen: Seen,
  events: readonly { readonly id: string; readonly at: Instant; readonly accepted: Instant }[],
  now: Instant,
): Seen {
  const unknown = events.filter(({ id, at }) => recallEvent(seen, id, at) === "new");
  if (unknown.length === 0) return seen;
  const days: Record<string, string> = { ...seen.days };
  for (const { id, accepted } of unknown) {
    const day = Math.floor(accepted / DAY);
    days[day] = (days[day] ?? "") + hashId(id);
  }
  return letGo({ ...seen, days }, now);
}

/** Adds an event accepted now; drops what is too old or too much. */
export function rememberEvent(seen: Seen, eventId: string, now: Instant): Seen {
  const today = Math.floor(now / DAY);
  const known = seen.days?.[today] ?? "";
  return letGo({ ...seen, days: { ...seen.days, [today]: known + hashId(eventId) } }, now);
}

/** What two customers have taken in: an event that comes again is known from either. */
export function joinSeen(one: Seen, other: Seen, now: Instant): Seen {
  if (other.days === undefined && other.from === undefined) return one;
  const days: Record<string, string> = { ...one.days };
  for (const [day, text] of Object.entries(other.days ?? {})) days[day] = (days[day] ?? "") + text;
  const from = Math.max(one.from ?? 0, other.from ?? 0);
  return letGo(from === 0 ? { days } : { from, days }, now);
}

function letGo({ from: before, days: all = {} }: Seen, now: Instant): Seen {
  const today = Math.floor(now / DAY);
  let from = before;
  const days: Record<string, string> = {};
  for (const [day, text] of Object.entries(all)) {
    if (Number(day) > today - keptDays) days[day] = text;
    else from = Math.max(from ?? 0, (Number(day) + 1) * DAY);
  }
  const sorted = Object.keys(days).sort((a, b) => Number(a) - Number(b));
  let excess = Object.values(days).reduce((sum, text) => sum + text.length / width, 0) - keptEvents;
  for (const day of sorted) {
    if (excess <= 0) break;
    const text = days[day] ?? "";
    const kept = text.slice(excess * width);
    excess -= (text.length - kept.length) / width;
    if (kept === "") delete days[day];
    else days[day] = kept;
    // What was dropped on this day may have been accepted up to now, this very moment included.
    from = Math.max(from ?? 0, Math.min(now + 1, (Number(day) + 1) * DAY));
  }
  return from === undefined ? { days } : { from, days };
}
