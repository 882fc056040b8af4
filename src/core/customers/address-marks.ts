import type { Channel } from "../channels/channels.ts";
import { keyedText } from "../hash.ts";
import { type Reason, reason } from "../reasons/reason.ts";
import type { Instant } from "../time/instant.ts";

/** An address as it is compared: two spellings of one mailbox have the same name. */
export interface AddressName {
  readonly channel: Channel;
  /** By `normalAddress`; never shown, and stored as a hash only. */
  readonly normal: string;
}

/**
 * Why nothing goes to an address any more, whoever has it.
 * bounced: the provider says that it does not exist · soft-bounced: too many soft bounces in a row ·
 * complained: its reader called a message spam · dead: the provider refused it or the app is gone ·
 * listed: the provider keeps it on a suppression list of its own.
 */
export const markCodes = ["complained", "bounced", "dead", "listed", "soft-bounced"] as const;
export type MarkCode = (typeof markCodes)[number];

/** The decision of an operator by `sojourn address allow`. */
export interface Allowance {
  readonly at: Instant;
  /** Why, in the operator's words. At most 200 characters. */
  readonly reason: string;
}

/**
 * Everything that is known against an address. All of it is times, and {@link mergeMarks} keeps the
 * latest of each: news may come in any order and more than once. Names nobody.
 */
export interface AddressMarks {
  /** Against every message: when each was said last. */
  readonly whole?: Readonly<Partial<Record<MarkCode, Instant>>>;
  /** By purpose, or {@link everyPurpose}: when the reader opted out of it last. */
  readonly optOuts?: Readonly<Record<string, Instant>>;
  /** The same: when a proven consent was given last. Kept only beside an opt-out. */
  readonly grants?: Readonly<Record<string, Instant>>;
  /**
   * By purpose that the last opt-out of {@link everyPurpose} spared ("all but this one"): when the last
   * that did not spare it was said. {@link neverSaid}: there was none.
   */
  readonly spared?: Readonly<Record<string, Instant>>;
  /** Marks against every message that are not later than this are lifted. */
  readonly allowed?: Allowance;
  /** When messages to it bounced softly: the latest {@link keptSoftBounces}, oldest first. */
  readonly softBounces?: readonly Instant[];
  /** Those of them that turned out to be auto-replies: as many as are kept, here and below. */
  readonly autoReplies?: readonly Instant[];
  /** When messages that were sent after a soft bounce were delivered, whoever they were for. */
  readonly deliveries?: readonly Instant[];
  /** Those of them whose message came back after all. */
  readonly returned?: readonly Instant[];
}

/** In the place of a purpose: all of the channel, those to come included. Transactional ones go on. */
export const everyPurpose = "*";

/** Earlier than any word: instants are milliseconds since 1970. */
export const neverSaid: Instant = 0;

/** An address of which nothing is known. */
export const noMarks: AddressMarks = {};

/** As many as settings.json may ask for: `softBounces.suppressAfter` is at most 10. */
export const keptSoftBounces = 10;

/** Longest reason that an operator may give; the row stays far under 1 KB, one write unit. */
export const longestAllowReason = 200;

/**
 * The name of an address's row: 160 bits of an HMAC under the stage's key, so that whoever reads the
 * table can neither see an address nor try one out.
 */
export function addressKey(secret: string, { channel, normal }: AddressName): string {
  return keyedText(secret, "address", channel, normal);
}

/**
 * Both together. Commutative, associative and idempotent: of each mark, opt-out, grant and allowance
 * the later time stays.
 */
export function mergeMarks(known: AddressMarks, said: AddressMarks): AddressMarks {
  const optOuts = latest(known.optOuts, said.optOuts);
  const merged = {
    whole: latest(known.whole, said.whole),
    optOuts,
    grants: latest(known.grants, said.grants),
    spared: sparedIn([known, said], optOuts?.[everyPurpose]),
    allowed: laterAllowance(known.allowed, said.allowed),
    softBounces: latestInstants(known.softBounces, said.softBounces),
    autoReplies: latestInstants(known.autoReplies, said.autoReplies),
    deliveries: latestInstants(known.deliveries, said.deliveries),
    returned: latestInstants(known.returned, said.returned),
  };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

type Times = Readonly<Partial<Record<string, Instant>>>;

function latest<Kind extends Times>(
  known: Kind | undefined,
  said: Kind | undefined,
): Kind | undefined {
  if (known === undefined || said === undefined) return known ?? said;
  const merged: Record<string, Instant | undefined> = { ...known };
  for (const [name, at = 0] of Object.entries(said)) {
    merged[name] = Math.max(merged[name] ?? at, at);
  }
  return merged as Kind;
}

/** What the last opt-out of every purpose spares, of two rows that may each hold another one. */
function sparedIn(
  rows: readonly AddressMarks[],
  last: Instant | undefined,
): Readonly<Record<string, Instant>> | undefined {
  const purposes = new Set(rows.flatMap(({ spared = {} }) => Object.keys(spared)));
  const kept = [...purposes].flatMap((purpose) => {
    const refused = Math.max(...rows.map((row) => outOfAll(row, purpose)));
    return last !== undefined && refused < last ? [[purpose, refused] as const] : [];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** When the last opt-out of every purpose was said that did not spare this one. */
function outOfAll({ optOuts, spared }: AddressMarks, purpose: string): Instant {
  return own(spared, purpose) ?? own(optOuts, everyPurpose) ?? neverSaid;
}

function laterAllowance(known?: Allowance, said?: Allowance): Allowance | undefined {
  if (known === undefined || said === undefined) return known ?? said;
  if (known.at !== said.at) return known.at > said.at ? known : said;
  // Two at one instant: any rule does, as long as the order in which they came plays no part.
  return known.reason >= said.reason ? known : said;
}

function latestInstants(
  known: readonly Instant[] | undefined,
  said: readonly Instant[] | undefined,
): readonly Instant[] | undefined {
  if (known === undefined && said === undefined) return undefined;
  const all = [...new Set([...(known ?? []), ...(said ?? [])])].toSorted((one, two) => one - two);
  return all.slice(-keptSoftBounces);
}

/** A mark against every message that stands, the gravest first; undefined: there is none. */
export function standingMark({ whole, allowed }: AddressMarks): MarkCode | undefined {
  return markCodes.find((code) => {
    const at = whole?.[code];
    return at !== undefined && (allowed === undefined || at > allowed.at);
  });
}

/**
 * Whether the reader opted out of a purpose, or of all of them, and no proven consent came later. As
 * with consents, one to every purpose lifts no opt-out of a single one.
 */
export function isOptedOut(marks: AddressMarks, purpose: string): boolean {
  const { optOuts, grants } = marks;
  const granted = own(grants, purpose) ?? neverSaid;
  const refused = own(optOuts, purpose);
  if (refused !== undefined && refused >= granted) return true;
  const refusedAll = outOfAll(marks, purpose);
  if (refusedAll === neverSaid) return false;
  return refusedAll >= Math.max(granted, own(grants, everyPurpose) ?? neverSaid);
}

/** Whether a proven consent says something new against an opt-out that the row holds. */
export function isLiftedBy(marks: AddressMarks, purpose: string, at: Instant): boolean {
  const known = own(marks.grants, purpose);
  if (known !== undefined && known >= at) return false;
  const refusals = [own(marks.optOuts, purpose) ?? neverSaid, outOfAll(marks, purpose)];
  return refusals.some((refused) => refused !== neverSaid && refused < at);
}

/** Purposes are names that a marketer chose: what an object inherits is none of them. */
function own(times: Times | undefined, name: string): Instant | undefined {
  return times !== undefined && Object.hasOwn(times, name) ? times[name] : undefined;
}

/**
 * Why a message of this purpose must not go to the address; undefined: nothing speaks against it.
 * @param purpose undefined: a transactional one, of which nobody opts out
 */
export function refusalOf(
  marks: AddressMarks,
  channel: Channel,
  purpose: string | undefined,
): Reason | undefined {
  const code = standingMark(marks);
  if (code !== undefined) return reasonOf(code, channel);
  if (purpose === undefined || !isOptedOut(marks, purpose)) return undefined;
  return reason("address-opted-out", { channel, purpose });
}

/** A mark against every message, as a reason for people. */
export function reasonOf(code: MarkCode, channel: Channel): Reason {
  switch (code) {
    case "complained":
      return reason("address-complained", { channel });
    case "bounced":
      return reason("address-bounced", { channel });
    case "dead":
      return reason("address-dead", { channel });
    case "listed":
      return reason("address-listed", { channel });
    case "soft-bounced":
      return reason("address-soft-bounced", { channel });
  }
}

/**
 * The soft bounces that count towards the limit: in the window that ends now, after an allowance and
 * after the last delivery, without auto-replies.
 */
export function countedSoftBounces(
  { softBounces = [], autoReplies = [], deliveries = [], returned = [], allowed }: AddressMarks,
  window: number,
  now: Instant,
): readonly Instant[] {
  const delivered = deliveries.findLast((at) => !returned.includes(at));
  const never = Number.NEGATIVE_INFINITY;
  const since = Math.max(now - window, allowed?.at ?? never, delivered ?? never);
  return softBounces.filter((at) => at > since && !autoReplies.includes(at));
}

/** Whether a delivery would break a row of soft bounces: only then is it worth a write. */
export function awaitsDelivery(marks: AddressMarks, now: Instant): boolean {
  return countedSoftBounces(marks, Number.POSITIVE_INFINITY, now).length > 0;
}
