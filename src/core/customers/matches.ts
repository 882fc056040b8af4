import { DAY, type Instant, SECOND } from "../time/instant.ts";
import { clockAhead, compareWhen, type When, whenOf } from "../time/when.ts";
import { digitAt, readDigits, writeDigits } from "./base91.ts";
import { type SaidValues, valueHashLength } from "./said-values.ts";

/**
 * The events of the last days that matched rules of journeys, whichever run they concerned: what a
 * run looks back at that begins after they were accepted. One text, an entry for each event and rule
 * in order of acceptance, since DynamoDB bills a character as 1 byte.
 */
export interface Matches {
  /**
   * Every match accepted at or after it is in the list; of older ones only the history knows.
   * @default the list has had all of them
   */
  readonly from?: Instant;
  readonly list?: string;
}

/** An event as one rule matched it. */
export interface Match extends When {
  /** The rule's id. */
  readonly rule: string;
  readonly accepted: Instant;
  /** Its values of the properties that runs compare. */
  readonly values: SaidValues;
}

/** A rule's id, and the properties whose values are kept with its matches, in order. */
export interface MatchedBy {
  readonly id: string;
  readonly properties: readonly string[];
}

/** Queues deliver out of order by seconds, redrives by hours or a few days. */
const keptFor = 3 * DAY;
/** Some 70 entries of 29 characters; an item's alarm is at 64 KB. */
const mostCharacters = 2048;

/** An entry: the rule's id, the acceptance, how far the own time lies before it, then values. */
const idLength = 6;
const acceptedDigits = 7;
const lagDigits = 6;
const headLength = idLength + acceptedDigits + lagDigits;
const between = " ";

/** The list of a customer whose item is older than such lists, or who has no item yet. */
export function matchesOf(
  { matches, rev }: { readonly matches?: Matches | undefined; readonly rev: number },
  now: Instant,
): Matches {
  return matches ?? (rev === 0 ? {} : { from: now });
}

/** Whether the list has every match that was accepted at an instant or later. */
export function covers({ from = Number.NEGATIVE_INFINITY }: Matches, since: Instant): boolean {
  return since >= from;
}

/** Adds an event that a rule matched; the newest of those that say the same is enough. */
export function addMatch(
  { from, list = "" }: Matches,
  by: MatchedBy,
  match: Omit<Match, "rule">,
  now: Instant,
): Matches {
  const entry = writeMatch(by, match);
  const older = entriesOf(list).filter((other) => !isOutdone(other, entry));
  return letGo(from, [...older, entry], now);
}

/** Matches of two customers in one. */
export function joinMatches(one: Matches, other: Matches, now: Instant): Matches {
  const entries = [...entriesOf(one.list ?? ""), ...entriesOf(other.list ?? "")];
  const from = Math.max(one.from ?? 0, other.from ?? 0);
  return letGo(
    from === 0 ? undefined : from,
    entries.toSorted((a, b) => acceptedOf(a) - acceptedOf(b)),
    now,
  );
}

/** The kept matches of a rule, in order of acceptance. */
export function matchesBy({ list = "" }: Matches, { id, properties }: MatchedBy): Match[] {
  return entriesOf(list)
    .filter((entry) => entry.startsWith(id))
    .map((entry) => {
      const accepted = acceptedOf(entry);
      return {
        rule: id,
        accepted,
        ...whenOf(ownTimeOf(entry), accepted),
        values: readValues(entry, properties),
      };
    });
}

function writeMatch({ id, properties }: MatchedBy, match: Omit<Match, "rule">): string {
  const { at, said = at, accepted, values } = match;
  const lag = Math.max(0, accepted + clockAhead - said);
  const told = properties.flatMap((name, place) =>
    (values[name] ?? []).map((hash) => writeDigits(place, 1) + hash),
  );
  return `${id}${writeDigits(accepted, acceptedDigits)}${writeDigits(lag, lagDigits)}${told.join("")}`;
}

function entriesOf(list: string): string[] {
  return list === "" ? [] : list.split(between);
}

function acceptedOf(entry: string): Instant {
  return readDigits(entry, idLength, acceptedDigits);
}

function ownTimeOf(entry: string): Instant {
  const lag = readDigits(entry, idLength + acceptedDigits, lagDigits);
  return acceptedOf(entry) + clockAhead - lag;
}

function readValues(entry: string, properties: readonly string[]): SaidValues {
  const values: Record<string, string[]> = {};
  for (let at = headLength; at < entry.length; at += 1 + valueHashLength) {
    const name = properties[digitAt(entry, at)];
    if (name === undefined) continue;
    (values[name] ??= []).push(entry.slice(at + 1, at + 1 + valueHashLength));
  }
  return values;
}

/**
 * Whether a newcomer of the same rule and values, accepted later, follows every trigger to come that
 * the entry follows. Of two times that clocks ahead said, the said ones order a trigger, else the
 * acceptances: where only one of the two was ahead, it is too early to let go of either.
 */
function isOutdone(entry: string, newcomer: string): boolean {
  if (entry.slice(0, idLength) !== newcomer.slice(0, idLength)) return false;
  if (entry.slice(headLength) !== newcomer.slice(headLength)) return false;
  const accepted = acceptedOf(newcomer);
  const older = whenOf(ownTimeOf(entry), acceptedOf(entry));
  const newer = whenOf(ownTimeOf(newcomer), accepted);
  const isAlike = (older.said === undefined) === (newer.said === undefined);
  // Times that tell the second only count to its end.
  return (
    compareWhen(older, newer) <= 0 && (isAlike || (older.said ?? older.at) + SECOND <= accepted)
  );
}

function letGo(before: Instant | undefined, entries: readonly string[], now: Instant): Matches {
  let room = mostCharacters;
  let kept = entries.length;
  for (; kept > 0; kept--) {
    const entry = entries[kept - 1] ?? "";
    room -= entry.length + between.length;
    if (room < 0 || acceptedOf(entry) <= now - keptFor) break;
  }
  const dropped = entries[kept - 1];
  const from = dropped === undefined ? before : Math.max(before ?? 0, acceptedOf(dropped) + 1);
  const list = entries.slice(kept).join(between);
  return { ...(from !== undefined && { from }), ...(list !== "" && { list }) };
}
