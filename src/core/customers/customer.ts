import type { Channel } from "../channels/channels.ts";
import type { Scalar } from "../definitions/words.ts";
import type { EventOutcome } from "../events/outcome.ts";
import type { Why } from "../reasons/reason.ts";
import type { Instant } from "../time/instant.ts";
import type { Enrollment } from "./enrollment.ts";
import type { Figure } from "./figures.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { Matches } from "./matches.ts";
import type { SaidValues } from "./said-values.ts";
import type { Seen } from "./seen.ts";

/** 16 base32 characters of an HMAC of the shop's id; prefix of every id of this customer. */
export type CustomerKey = string;

export type AttributeValue = Scalar | readonly Scalar[];

export interface Address {
  readonly to: string;
  /**
   * Why nothing is sent there any more: a permanent bounce, a complaint. The address's marks
   * (address-marks.ts) hold for every customer who has it; this is what this item knows of them.
   */
  readonly suppressed?: Why;
}

/** An address that the customer no longer has. */
export interface GoneAddress {
  readonly to: string;
  /** Own time of the event that removed it by name. */
  readonly at?: Instant;
  /** The mark that it comes back with. */
  readonly suppressed?: Address["suppressed"];
}

/** The times of a channel's addresses. */
export interface AddressHistory {
  /** Own time of the newest list that took the place of the one before. */
  readonly replaced?: Instant;
  /** By address as written: own time at which it was said last, where that is not `replaced`. */
  readonly said?: Readonly<Record<string, Instant>>;
  readonly gone?: readonly GoneAddress[];
  /** Of visitors who were joined into the customer: the newest `replaced`, for their late events. */
  readonly visitors?: Instant;
}

/** The last word on one channel and purpose, with its proof (PIPL art. 14, GDPR art. 7). */
export interface Consent {
  readonly given: boolean;
  readonly at: Instant;
  /** The time as said, where it was later than the acceptance and `at` is the acceptance. */
  readonly said?: Instant;
  /** Where it was said, such as "checkout". */
  readonly source?: string;
  /** Which text was shown: its name or version. */
  readonly text?: string;
  /** Given without a time, a source or a text, as profile syncs repeat flags: it undoes no refusal. */
  readonly bare?: true;
  /** Purposes that the same event gave while it refused the whole channel. `before` judges them. */
  readonly except?: readonly string[];
  /** The newest earlier word on the channel that concerns any of `except`. */
  readonly before?: Consent;
}

/** A goal that may still be met: kept past the end of its enrollment, and for the held out. */
export interface OpenGoal {
  readonly journey: string;
  readonly version: number;
  /** Id of the enrollment, or of the entry that was held out. */
  readonly id: string;
  /** Own time of the trigger. */
  readonly since: Instant;
  /** The same time as the event said it; kept where that was later than its acceptance. */
  readonly said?: Instant;
  readonly until: Instant;
  readonly heldOut?: true;
  /** The trigger's values of the properties that the goal compares; absent where it compares none. */
  readonly compared?: SaidValues;
  /** What undoes a held-out entry by inactivity when an event turns up late. */
  readonly silence?: {
    readonly since: Instant;
    readonly key: string;
    readonly enteredBefore?: Instant;
  };
}

/**
 * When a customer entered a segment, and when left it last: of one that has come back, that was
 * before it entered.
 */
export type Membership = readonly [entered: Instant, left?: Instant];

/** Entries by key (empty text: no key): how many, and when the last was. */
export type EntryCounts = Readonly<Record<string, readonly [count: number, last: Instant]>>;

/**
 * The meeting point (DESIGN §5): one item per customer, changed only by a conditional update of
 * its changed top-level attributes. Typically at most 2 KB.
 */
export interface Customer {
  readonly key: CustomerKey;
  /** The shop's own id. */
  readonly id: string;
  /** Rises with every committed change; 0 before the first. */
  readonly rev: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Own time of the newest profile change; an older one fills only what is missing. */
  readonly profileAt: Instant;
  /** The same time as the event said it; kept where that was later than its acceptance. */
  readonly profileSaid?: Instant;
  readonly tags: readonly string[];
  /** By tag: own time of the newest profile that gave it or took it away. */
  readonly tagsAt?: Readonly<Record<string, Instant>>;
  /** By tag: that time as said, where it was later than its acceptance. */
  readonly tagsSaid?: Readonly<Record<string, Instant>>;
  /** What the customer is in, and where a definition asks what it was in. */
  readonly segments: Readonly<Record<string, Membership>>;
  /** The `segmentsRev` of the definitions that membership was last decided by. */
  readonly settled?: number;
  /**
   * The {@link currentMeaning} of the code that last decided membership, dates and inactivity.
   * Absent in items of 0.1.0 and 0.2.0.
   */
  readonly meaning?: number;
  /**
   * The publish whose figures are filled in here from history: who holds older definitions must not
   * count. @default none but those of the first publish
   */
  readonly counted?: number;
  /**
   * By journey: what its date or inactivity trigger last did here, so that it does it once: the day
   * of the date, or its instant where it has a time of its own; or the time of the last event and the
   * days without one.
   */
  readonly fired: Readonly<Record<string, readonly number[]>>;
  readonly addresses: Readonly<Partial<Record<Channel, readonly Address[]>>>;
  /** Present for channels whose addresses were said by version 0.3 or later. */
  readonly addressHistory?: Readonly<Partial<Record<Channel, AddressHistory>>>;
  /** By `channel:purpose`, or `channel:*` for every purpose. */
  readonly consents: Readonly<Record<string, Consent>>;
  /** Refused: no computed attribute has a value but the neutral one that its file names. */
  readonly profiling?: "allowed" | "refused";
  /** Own time of that word. */
  readonly profilingAt?: Instant;
  /** The same time as the event said it; kept where that was later than its acceptance. */
  readonly profilingSaid?: Instant;
  readonly zone?: string;
  /**
   * The zone that waits were last planned anew by, and when: {@link zone} may have changed since.
   * @default as `zone` says, with nothing to follow
   */
  readonly zoneFollowed?: { readonly zone: string; readonly at: Instant };
  readonly locale?: string;
  /** ISO 3166, for quiet hours. */
  readonly country?: string;
  readonly seen: Seen;
  /** Absent in items that no event has reached since version 0.2.0 ({@link matchesOf}). */
  readonly matches?: Matches;
  /**
   * What the latest events did, where they did anything, kept by the write that did it: an event
   * that comes again is recorded from here. The last 20 of 3 hours, oldest first.
   */
  readonly said: readonly EventOutcome[];
  readonly figures: Readonly<Record<string, Figure>>;
  readonly enrollments: Readonly<Record<string, Enrollment>>;
  readonly entries: Readonly<Record<string, EntryCounts>>;
  readonly goals: readonly OpenGoal[];
  readonly ledger: readonly LedgerEntry[];
  /** Keys of anonymous customers that were joined into this one: their timelines are its history. */
  readonly joined?: readonly CustomerKey[];
  /** The customer that this anonymous one was joined into. Only its last runs are left here. */
  readonly joinedInto?: JoinedInto;
}

/** The known customer that an anonymous one was joined into. */
export interface JoinedInto {
  readonly key: CustomerKey;
  /** The event that said so, and when it was accepted. */
  readonly by: string;
  readonly at: Instant;
}

/** A customer of whom nothing is known yet. */
export function newCustomer(key: CustomerKey, id: string): Customer {
  return {
    key,
    id,
    rev: 0,
    attributes: {},
    profileAt: 0,
    tags: [],
    segments: {},
    fired: {},
    addresses: {},
    consents: {},
    seen: {},
    said: [],
    figures: {},
    enrollments: {},
    entries: {},
    goals: [],
    ledger: [],
  };
}

/** The partition that an id belongs to: every id starts with its customer's key. */
export function customerKeyOf(id: string): CustomerKey {
  return id.slice(0, 16);
}
