import type { Backfill, BackfillSlice } from "./backfill/backfill.ts";
import type { Channel } from "./channels/channels.ts";
import type { AddressMarks, AddressName } from "./customers/address-marks.ts";
import type { Customer, CustomerKey } from "./customers/customer.ts";
import type { DefinitionSet, Definitions } from "./definitions/definitions.ts";
import type { GateClosing, GateKey } from "./definitions/gate.ts";
import type { Pause, PauseFlags, PauseTarget } from "./definitions/pause.ts";
import type { Nested } from "./events/nested.ts";
import type { Feedback } from "./messages/feedback.ts";
import type { Message, MessageOrder, MessageState, Report } from "./messages/message.ts";
import type { OptOut } from "./messages/opt-out-token.ts";
import type { RenderedMessage } from "./messages/rendered.ts";
import type { SetAside } from "./set-aside/set-aside.ts";
import type { SliceProgress, SweepLease } from "./sweep/sweep-lease.ts";
import type { FileText, NotUtf8 } from "./text/decode-utf8.ts";
import type { Instant } from "./time/instant.ts";
import type { EnrollmentRecord, EventRecord, TurnRecord } from "./timeline/records.ts";
import type { EmittedEvent, Offer, Task } from "./turns/effect.ts";

/**
 * The outside, by role. `src/aws` and `src/local` implement each; one contract suite holds both to
 * the words below. Every method may throw the operational error that its adapter is named for
 * (`StoreUnavailable`, `QueueUnavailable` …); nothing else is an exception.
 */

export interface Clock {
  now(): Instant;
}

/** From the shop's id to the key that every id starts with (DESIGN §5). */
export interface CustomerKeys {
  keyOf(customerId: string): Promise<CustomerKey>;
}

/** The customer items. */
export interface Customers {
  /** Strongly consistent. */
  find(key: CustomerKey): Promise<Customer | undefined>;
  /**
   * One conditional update of the changed top-level attributes: `after` becomes the item if its
   * `rev` is still `before.rev` (0: there is none yet); the item's rev is then one higher.
   * @returns false when the race was lost: read again and recompute
   */
  commit(before: Customer, after: Customer): Promise<boolean>;
  /**
   * Several such changes of different customers as one: all or none.
   * @returns false when any race was lost
   */
  commitAll(changes: readonly CustomerChange[]): Promise<boolean>;
  /** One page of one slice of all customers. No `cursor` in the answer: the slice is done. */
  page(slice: {
    slice: number;
    slices: number;
    cursor?: string | undefined;
  }): Promise<CustomerPage>;
}

export interface CustomerChange {
  readonly before: Customer;
  readonly after: Customer;
}

export interface CustomerPage {
  readonly customers: Customer[];
  readonly cursor?: string;
  /** What reading it took, in DynamoDB's read units; 0 where nobody counts. */
  readonly readUnits: number;
}

/** What is known against addresses, whoever has them. Outlives customers. */
export interface Addresses {
  /** Strongly consistent: whatever `note` has answered is seen. `{}` where nothing is known. */
  marksOf(address: AddressName): Promise<AddressMarks>;
  /**
   * Adds news to what is known, by `mergeMarks`: in any order, and again without harm.
   * @returns all that is known now
   * @throws StoreUnavailable
   */
  note(address: AddressName, news: AddressMarks): Promise<AddressMarks>;
}

/** Accepted events of a customer. */
export interface Events {
  find(key: CustomerKey, eventId: string): Promise<EventRecord | undefined>;
  /** Keeps the first record of an event; a second one changes nothing. */
  record(key: CustomerKey, event: EventRecord): Promise<void>;
  /** All that are kept of a customer, strongly consistent, in no order. */
  list(key: CustomerKey): Promise<EventRecord[]>;
  /**
   * Keeps nested properties of an event apart from its record, which stays small: only those that a
   * definition reads, 16 KB of JSON at most. The first stay.
   * @param accepted they are kept as long as the record
   */
  keepNested(key: CustomerKey, eventId: string, nested: Nested, accepted: Instant): Promise<void>;
  findNested(key: CustomerKey, eventId: string): Promise<Nested | undefined>;
  /** The nested properties of all events of a customer that are kept, by event. */
  listNested(key: CustomerKey): Promise<ReadonlyMap<string, Nested>>;
}

/** Attempts at turns. */
export interface Turns {
  record(turn: TurnRecord): Promise<void>;
  find(enrollmentId: string, ref: string): Promise<TurnRecord | undefined>;
  /**
   * A retry that found its turn committed puts its own token in place of the dead one. The token of
   * the attempt that began last stays: a slower attempt's, whose retry has long run, is dead.
   */
  renewToken(enrollmentId: string, ref: string, token: string, began: Instant): Promise<void>;
}

/** Enrollments as people see them. */
export interface Enrollments {
  /** Keeps what is there: a late first turn never reopens what has ended. */
  open(enrollment: EnrollmentRecord): Promise<void>;
  /** Writes the end, or the failure that a person must see. The first end stays. */
  settle(enrollment: EnrollmentRecord): Promise<void>;
  /** Strongly consistent. */
  find(enrollmentId: string): Promise<EnrollmentRecord | undefined>;
}

export type MessageChange = Pick<Message, "state" | "at"> &
  Partial<
    Pick<Message, "reason" | "to" | "until" | "atGate" | "sendingSince" | "providerId" | "watched">
  >;

/** A message that waits at a gate, as far as letting it go asks. */
export type MessageAtGate = Pick<Message, "id" | "channel" | "at" | "expires" | "reason">;

/** What a channel says beside a report. */
export type SaidOfReport = Partial<Pick<Feedback, "reason" | "bounce">>;

/** Messages and their way from queued to a final state, forward only. */
export interface Messages {
  /** Keeps the first order under an id; a second one changes nothing. */
  create(order: MessageOrder): Promise<void>;
  /** Strongly consistent. */
  find(messageId: string): Promise<Message | undefined>;
  /**
   * Moves on if the state is still one of `from`.
   * @param since and has been since that instant
   * @returns whether it moved
   */
  advance(
    messageId: string,
    from: readonly MessageState[],
    change: MessageChange,
    since?: Instant,
  ): Promise<boolean>;
  /**
   * The messages that wait at a gate and are to go out first, in that order (`releaseOrder`). What was
   * changed within the last seconds may be missing or still be there.
   */
  atGate(gate: GateKey, most: number): Promise<MessageAtGate[]>;
  /**
   * Notes a channel's report, each kind once, in any order.
   * @param said with the first of its kind: the channel's words, kept until the message's state
   *   changes, and how it came back, kept for good
   * @returns whether it is the first
   */
  report(messageId: string, report: Report, at: Instant, said?: SaidOfReport): Promise<boolean>;
  /** All that are kept of a customer, strongly consistent, in no order. */
  list(key: CustomerKey): Promise<Message[]>;
}

export interface Tasks {
  /** Keeps the first under an id. */
  open(task: Task): Promise<void>;
}

export interface Offers {
  /** Keeps the first under an id. */
  issue(offer: Offer): Promise<void>;
}

/** What has been published, compiled; at most 30 s old. */
export interface Catalog {
  /** @throws CatalogUnavailable, also while nothing has been published yet */
  definitions(): Promise<Definitions>;
  /** Whether nothing has ever been published. @throws CatalogUnavailable */
  isEmpty(): Promise<boolean>;
}

/** What is paused: nothing of it is claimed and no turn of it takes a step. */
export interface Pauses {
  /** At most 30 s old. @throws CatalogUnavailable */
  read(): Promise<PauseFlags>;
  /**
   * Sets one flag; one that is set already keeps its words.
   * @returns the flags as they are now
   * @throws CatalogUnavailable
   */
  pause(what: PauseTarget, pause: Pause): Promise<PauseFlags>;
  /**
   * Lifts that one flag only. Turns go on by a sweep (`sweepsAfterUnpause`), and what waits at its
   * gates is to be let go (`releasesAfterOpening`).
   * @returns what is still paused
   * @throws CatalogUnavailable
   */
  unpause(what: PauseTarget, now: Instant): Promise<PauseFlags>;
  /** Closes a channel whose provider refuses the stage, or puts its next probe off. */
  closeGate(channel: Channel, closing: GateClosing): Promise<PauseFlags>;
  /** Opens a channel again whose provider had refused the stage. */
  openGate(channel: Channel, now: Instant): Promise<PauseFlags>;
  /** Notes that a gate has nothing left to let go, unless it has been opened again since. */
  gateDrained(gate: GateKey, since: Instant): Promise<PauseFlags>;
}

/** The lease that a sweep holds, and where its slices stand. */
export interface SweepLeases {
  /** Strongly consistent. @throws CatalogUnavailable */
  read(): Promise<SweepLease>;
  /**
   * Puts `next` in the place of what was read; its token is one higher.
   * @returns false when the lease has changed hands since
   */
  replace(before: SweepLease, next: Omit<SweepLease, "token">): Promise<boolean>;
  /**
   * Notes where a slice stands and moves the end of the lease on.
   * @returns false when another holds the lease: whoever asked must stop
   */
  note(token: number, slice: number, progress: SliceProgress, until: Instant): Promise<boolean>;
}

/** How far the newest backfill of figures is. */
export interface Backfills {
  /** Strongly consistent. @throws CatalogUnavailable */
  read(): Promise<Backfill>;
  /**
   * Puts `next` in the place of what was read; its token is one higher.
   * @returns false when another has done so since
   */
  replace(before: Backfill, next: Omit<Backfill, "token">): Promise<boolean>;
  /** @returns false when another has taken over: whoever asked must stop */
  note(token: number, slice: number, progress: BackfillSlice): Promise<boolean>;
}

/** Starts what fills figures in from history. */
export interface BackfillRuns {
  /**
   * For the figures of all publishes up to one; a run that has started already counts as started.
   * @throws RunsUnavailable
   */
  start(rev: number): Promise<void>;
}

/** How many members segments had on a day. */
export interface SegmentSizes {
  /** Day of the shop's calendar, such as `2026-01-31`. */
  readonly day: string;
  /** When they were counted. */
  readonly at: Instant;
  /** All customers. */
  readonly customers: number;
  readonly members: Readonly<Record<string, number>>;
}

/** Sizes of segments, kept for 400 days. */
export interface Sizes {
  /** The last of a day stays. */
  record(sizes: SegmentSizes): Promise<void>;
  /** First to last day, both included, in order. */
  between(first: string, last: string): Promise<SegmentSizes[]>;
}

/** A definition file as last saved, good or not. */
export interface SavedFile {
  /** Such as `journeys/winback.json`. */
  readonly path: string;
  /** Empty where the file is no UTF-8. */
  readonly text: string;
  readonly notUtf8?: NotUtf8;
  /** Orders saves of one path (S3's sequencer, compared as text padded to equal length). */
  readonly sequence: string;
  readonly deleted?: true;
}

/** The writing side of the catalog. */
export interface Publications {
  files(): Promise<SavedFile[]>;
  /** @returns false when a newer save of this path is known already */
  keep(file: SavedFile): Promise<boolean>;
  /** What is live; undefined before the first publish. */
  live(): Promise<DefinitionSet | undefined>;
  /**
   * Makes `next` live as one: everything or nothing.
   * @returns false when another publish came first (`live().rev` is no longer `before`)
   */
  goLive(before: number, next: DefinitionSet): Promise<boolean>;
}

/** The bucket that marketers save to. */
export interface Files {
  /** Undefined without such a file. */
  read(path: string): Promise<FileText | undefined>;
  write(path: string, text: string): Promise<void>;
}

/** Names one turn of one run. */
export interface RunTurn {
  readonly enrollment: string;
  readonly generation: number;
  /** The turn to take. */
  readonly turn: number;
}

/** The orchestration: one run per enrollment and generation. */
export interface Runs {
  /** Starts a run at a turn; one that has started already counts as started. */
  start(at: RunTurn): Promise<void>;
  /** Ends the wait of a turn. "stale": the token is dead, used or timed out. */
  goOn(token: string, next: RunTurn): Promise<"went-on" | "stale">;
  /** Ends the run as succeeded. */
  end(token: string): Promise<"ended" | "stale">;
  /** Whether any run is under way, to skip sweeps when nobody waits. */
  anyUnderWay(): Promise<boolean>;
}

/** Asks the wake handler to look at one turn of an enrollment. */
export interface Wake {
  readonly enrollment: string;
  /** The committed turn whose wait may be over. */
  readonly turn: number;
}

export interface Wakes {
  /** @param delaySeconds 0 to 900 */
  send(wake: Wake, delaySeconds: number): Promise<void>;
}

/** Asks the deliver handler of a channel to look at a message. */
export interface Delivery {
  readonly message: string;
  readonly channel: Channel;
  /** It is let through to a provider that refused, to see whether it still does. */
  readonly probe?: true;
}

export interface Deliveries {
  /** @param delaySeconds 0 to 900 */
  send(delivery: Delivery, delaySeconds: number): Promise<void>;
  /** About how many deliveries of a channel are waiting or at work. */
  waiting(channel: Channel): Promise<number>;
}

/** Asks the release handler to let go what waits at a gate. */
export interface Release {
  readonly gate: GateKey;
}

export interface Releases {
  /** @param delaySeconds 0 to 900 */
  send(release: Release, delaySeconds: number): Promise<void>;
}

/** One-time timers beyond a queue's delay. Setting a name again changes nothing. */
export interface Timers {
  /** @param name at most 64 characters */
  setWake(name: string, due: Instant, wake: Wake): Promise<void>;
  setDelivery(name: string, due: Instant, delivery: Delivery): Promise<void>;
  setRelease(name: string, due: Instant, release: Release): Promise<void>;
  /** Best effort: a timer that is gone or fires all the same does no harm. */
  clear(name: string): Promise<void>;
}

/** The event bus, outwards. */
export interface Bus {
  emit(event: EmittedEvent): Promise<void>;
}

export type ProviderAnswer =
  | { readonly kind: "accepted"; readonly providerId: string }
  /** For good: a bad address, rejected content. `suppress`: the address is not to be used again. */
  | { readonly kind: "refused"; readonly reason: string; readonly suppress?: boolean }
  /**
   * Certainly not sent, and no other message would be: the stage may not send, its credentials are
   * bad, its account is disabled. `code` is the provider's name for it.
   */
  | { readonly kind: "denied"; readonly code: string }
  /**
   * Certainly not sent, worth another try: throttled. `code` is the provider's name for that, all that
   * a log may say: its words quote numbers and addresses.
   */
  | { readonly kind: "busy"; readonly code?: string; readonly reason: string }
  /** The call broke off: the provider may have it. */
  | { readonly kind: "unclear"; readonly reason: string };

/** A channel's provider. Bounded by the function's timeout; never retries by itself. */
export interface Provider {
  send(message: RenderedMessage): Promise<ProviderAnswer>;
}

/** Makes opt-out links, and opens and checks their tokens. */
export interface OptOutLinks {
  /** The link of one message, for mail headers and texts. */
  linkFor(
    messageId: string,
    customerId: string,
    channel: Channel,
    purpose: string,
  ): Promise<string>;
  /** What the token of a link says; undefined when we did not seal it. */
  open(token: string): Promise<OptOut | undefined>;
}

/** Where intake puts what no retry can mend: beside its queue, for a person to mend and redrive. */
export interface DeadLetters {
  /** Puts a body there as it came, with the reason beside it. */
  put(body: string, reason: string): Promise<void>;
}

/** Customers that a pass over many could not take in for good (set-aside.ts). */
export interface SetAsides {
  /** Lists one, by its pass and place; the newest reason stays. */
  put(aside: SetAside): Promise<void>;
  /** Takes one off the list: it was taken in. */
  remove(aside: SetAside): Promise<void>;
}

/** A moment's rest before a lost race is tried again. */
export interface Backoff {
  /** @param attempt 1 for the first repetition; with full jitter */
  pause(attempt: number): Promise<void>;
}

/** A rest in between, so that reading keeps to a rate. */
export interface Rest {
  for(ms: number): Promise<void>;
}

/** All ports, by the names that flows ask for them: `Pick<Ports, "customers" | "clock">`. */
export interface Ports {
  readonly clock: Clock;
  readonly backoff: Backoff;
  readonly rest: Rest;
  readonly keys: CustomerKeys;
  readonly customers: Customers;
  readonly addresses: Addresses;
  readonly events: Events;
  readonly turns: Turns;
  readonly enrollments: Enrollments;
  readonly messages: Messages;
  readonly tasks: Tasks;
  readonly offers: Offers;
  readonly catalog: Catalog;
  readonly pauses: Pauses;
  readonly sweepLeases: SweepLeases;
  readonly backfills: Backfills;
  readonly backfillRuns: BackfillRuns;
  readonly sizes: Sizes;
  readonly publications: Publications;
  readonly files: Files;
  readonly runs: Runs;
  readonly wakes: Wakes;
  readonly deliveries: Deliveries;
  readonly releases: Releases;
  readonly timers: Timers;
  readonly bus: Bus;
  readonly providers: Readonly<Record<Channel, Provider>>;
  readonly optOutLinks: OptOutLinks;
  readonly deadLetters: DeadLetters;
  readonly setAsides: SetAsides;
}
