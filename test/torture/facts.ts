import type { Channel } from "../../src/core/channels/channels.ts";
import type { AddressMarks } from "../../src/core/customers/address-marks.ts";
import type { Customer, CustomerKey } from "../../src/core/customers/customer.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { nothingPaused, type PauseFlags } from "../../src/core/definitions/pause.ts";
import type { Profile, Properties } from "../../src/core/events/event.ts";
import type { EventConsequence, EventOutcome } from "../../src/core/events/outcome.ts";
import type { ProviderAnswer } from "../../src/core/ports.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import type { TurnRecord } from "../../src/core/timeline/records.ts";
import type { EmittedEvent } from "../../src/core/turns/effect.ts";
import type { LocalFlows } from "../../src/local/runtime.ts";
import type { WrittenConsents } from "./write-consents.ts";

export type HandlerKind = keyof LocalFlows | "sweep" | "resume";

/** A complaint of a reader, as feedback told it. */
export interface Complaint {
  readonly channel: string;
  readonly at: Instant;
  readonly seq: number;
}

/** An event as the torture test made it: what it knows of it without asking the code. */
export interface ToldEvent {
  readonly id: string;
  readonly type: string;
  readonly customer: string;
  /** Own time; of one that was accepted never later than that. */
  readonly at: Instant;
  /** What a clock ahead said, where that was later than the acceptance. */
  readonly said?: Instant;
  readonly properties: Properties;
  readonly profile?: Profile;
  /** Consents as they stand in the event, in whatever form, and what they mean. */
  readonly consents?: WrittenConsents["consents"];
  readonly meant?: WrittenConsents["meant"];
}

/** The event as the rules compare it: no own time is later than the acceptance. */
export function asAccepted(event: ToldEvent, accepted: Instant): ToldEvent {
  return event.at <= accepted ? event : { ...event, at: accepted, said: event.at };
}

/** An event at the commit that took it in. */
export interface Accepted {
  /** Key of the item that took it in; after a join its event belongs to another. */
  readonly key: CustomerKey;
  readonly event: ToldEvent;
  readonly seq: number;
  /** When its handler began, and when it committed: the acceptance lies between. */
  readonly began: Instant;
  readonly at: Instant;
  /** The moment by which its handler decided. */
  readonly accepted: Instant;
  /** What its handler decided by. */
  readonly definitions: DefinitionSet;
  /** Journeys in which it began an enrollment, and those whose count of entries it raised. */
  readonly entered: readonly string[];
  readonly counted: readonly string[];
  /** What the commit changed on its account, as the item shows it. */
  readonly did: readonly string[];
  /** What the commit said of it; nothing where it did nothing. */
  readonly outcome: EventOutcome | undefined;
}

/** An enrollment at the commit that made it, or by which it goes on in another's place. */
export interface Entered {
  readonly id: string;
  readonly customer: CustomerKey;
  readonly journey: string;
  readonly version: number;
  readonly key: string;
  readonly trigger: string;
  readonly triggered: Instant;
  /** As the enrollment says; its commit may be later. */
  readonly entered: Instant;
  readonly seq: number;
  readonly definitions: DefinitionSet;
  /** The enrollment in whose place it goes on: no entry of its own. */
  readonly continues?: string;
  /** The commit that took it back, since its date moved away: it counts for no re-entry. */
  readonly undone?: number;
  /** The join that ended it, where nothing goes on in its place. */
  readonly endedByJoin?: number;
}

/** A join of two customers at the commit that made it. */
export interface Joined {
  readonly into: CustomerKey;
  readonly seq: number;
  readonly at: Instant;
}

/** A claim: a commit that stamped the ledger. */
export interface Claim {
  readonly message: string;
  readonly at: Instant;
  readonly seq: number;
  readonly rev: number;
  readonly journey: string;
  readonly purpose: string;
  readonly channel: Channel;
  /** The zone that the customer's calendar was counted in. */
  readonly zone: string;
  /** Good addresses at that moment. */
  readonly addresses: readonly string[];
}

/** A time in a segment, by commits of the item. */
export interface Stay {
  readonly entered: Instant;
  left?: Instant;
}

/** A derived event at the commit that made it, and by whom. */
export interface DerivedFact extends Derived {
  readonly customer: CustomerKey;
  readonly at: Instant;
  readonly seq: number;
  readonly by: HandlerKind;
  readonly body: unknown;
  readonly began: Instant;
}

/** From when a handler counted as failed for its caller until it came to its own end. */
export interface Stray {
  readonly since: Instant;
  until: Instant;
}

/** News of an address as it was written to its row, in order. */
export interface NotedMark {
  readonly address: string;
  readonly news: AddressMarks;
}

/** A date that a journey has told. */
export interface ToldDate {
  readonly journey: string;
  /** The customer's day. */
  readonly day: string;
  /** Of a date that was read as an instant: two of them may fall on one day. */
  readonly at?: Instant;
}

export interface ProviderCall {
  readonly to: string;
  readonly at: Instant;
  readonly answer: ProviderAnswer["kind"];
}

/** A commit of a customer item, both sides as the store had and has them. */
export interface Commit {
  readonly seq: number;
  readonly at: Instant;
  readonly key: CustomerKey;
  readonly before: Customer | undefined;
  readonly after: Customer;
  readonly by: HandlerKind;
  readonly body: unknown;
  /** Whether a sweep's pass evaluates definitions. If not, it lets waits follow zones at most. */
  readonly evaluates: boolean;
  /** When its handler began: it decided by a moment from then on. */
  readonly began: Instant;
  /** The published set that its handler decided by. */
  readonly definitions: DefinitionSet;
  /** The event that intake or feedback took in. */
  readonly event: ToldEvent | undefined;
  /** What the commit says that it made of the customer itself, in order. */
  readonly derived: readonly Derived[];
  /** Every time that its handler asked the clock for: it decided by one of them. */
  readonly moments: readonly Instant[];
}

/** An event that a commit made, with what it says that it did. */
export interface Derived {
  readonly event: ToldEvent;
  readonly consequences: readonly EventConsequence[];
}

/** Everything that happened to the customer by a commit, in order. */
export function happenedIn({ event, derived }: Pick<Commit, "event" | "derived">): ToldEvent[] {
  const own = event === undefined ? [] : [event];
  return [...own, ...derived.map((one) => one.event)];
}

export interface Violation {
  readonly invariant: string;
  readonly customer: CustomerKey | undefined;
  readonly text: string;
}

/** The first record of an event: later ones are not kept. */
export interface Recorded {
  readonly seq: number;
  readonly at: Instant;
  /** As the record says. */
  readonly accepted: Instant;
}

/** A wake that is on its way: by a delayed message or by a timer. */
export interface WakeUp {
  readonly enrollment: string;
  readonly turn: number;
  readonly due: Instant;
  readonly timer: string | undefined;
  /**
   * It fires in vain: set by a handler that others had overtaken, when the wait had another due; or a
   * fault has lost the call that takes it down.
   */
  overtaken: boolean;
  cleared: boolean;
}

/** What really happened, in order, by the store's own door: the bookkeeping of the oracles. */
export interface Facts {
  invocations: number;
  seq: number;
  readonly items: Map<CustomerKey, Customer>;
  readonly sets: Map<number, DefinitionSet>;
  /** When each went live, but for the first. */
  readonly published: Map<number, Instant>;
  /** What was paused, each from its instant to the next one. */
  readonly flags: { readonly flags: PauseFlags; readonly since: Instant }[];
  /** Every event ever told, by id. */
  readonly told: Map<string, ToldEvent>;
  readonly accepted: Map<CustomerKey, Accepted[]>;
  readonly entered: Map<string, Entered>;
  /** By the key of the visitor; all else that is kept by customer is then the known one's. */
  readonly joins: Map<CustomerKey, Joined>;
  /** By commit and event: the journeys that nothing but a share could keep it from starting. */
  readonly free: Map<string, string[]>;
  readonly claims: Map<CustomerKey, Claim[]>;
  readonly calls: Map<string, ProviderCall[]>;
  /** What was written to rows of addresses, in order. */
  readonly marks: NotedMark[];
  /** Attempts at turns by enrollment and ref. */
  readonly attempts: Map<string, TurnRecord>;
  /** Those that a commit named, in order. */
  readonly turns: {
    readonly record: TurnRecord;
    readonly seq: number;
    readonly set: DefinitionSet;
  }[];
  /** How an event came into the history, by customer and id. */
  readonly recorded: Map<string, Recorded>;
  /** By customer: when its figures were last filled in from history. */
  readonly filled: Map<CustomerKey, Instant>;
  /** By customer: complaints of its messages. */
  readonly complaints: Map<CustomerKey, Complaint[]>;
  readonly emitted: Map<string, EmittedEvent>;
  /** By customer and segment: when it was in there. */
  readonly stays: Map<CustomerKey, Map<string, Stay[]>>;
  /** By customer: the definitions that its membership was last decided by. */
  readonly settledBy: Map<CustomerKey, DefinitionSet>;
  /** By customer: what triggers of inactivity have told. */
  readonly fired: Map<CustomerKey, Set<string>>;
  /** By customer: what triggers of dates have told, or was past before it was known. */
  readonly toldDates: Map<CustomerKey, ToldDate[]>;
  /** By customer: when waits last followed its zone. */
  readonly zoneFollows: Map<CustomerKey, Instant>;
  /** What commits made of customers, by id. */
  readonly derived: Map<string, DerivedFact>;
  /** When handlers came to their end, by kind and body; and "swept", when a whole pass did. */
  readonly done: Map<string, Instant[]>;
  /** Handlers that went on though their answer had got lost, by kind and body. */
  readonly strays: Map<string, Stray[]>;
  readonly starts: Set<string>;
  /** Enrollments whose wake-up a fault has lost or doubled. */
  readonly shakenWakes: Set<string>;
  readonly wakeUps: WakeUp[];
  readonly violations: Violation[];
  readonly story: { readonly key: () => CustomerKey | undefined; readonly tell: () => string }[];
}

export function createFacts(first: DefinitionSet): Facts {
  return {
    invocations: 0,
    seq: 0,
    items: new Map(),
    sets: new Map([[first.rev, first]]),
    published: new Map(),
    flags: [{ flags: nothingPaused, since: Number.NEGATIVE_INFINITY }],
    told: new Map(),
    accepted: new Map(),
    entered: new Map(),
    joins: new Map(),
    free: new Map(),
    claims: new Map(),
    calls: new Map(),
    marks: [],
    attempts: new Map(),
    turns: [],
    recorded: new Map(),
    filled: new Map(),
    complaints: new Map(),
    emitted: new Map(),
    stays: new Map(),
    settledBy: new Map(),
    fired: new Map(),
    toldDates: new Map(),
    zoneFollows: new Map(),
    derived: new Map(),
    done: new Map(),
    strays: new Map(),
    starts: new Set(),
    shakenWakes: new Set(),
    wakeUps: [],
    violations: [],
    story: [],
  };
}

/** The customer that a key belongs to by now. */
export function personOf({ joins }: Facts, key: CustomerKey): CustomerKey {
  return joins.get(key)?.into ?? key;
}

/** Adds to a list in a map. */
export function listIn<Key, Value>(map: Map<Key, Value[]>, key: Key): Value[] {
  let list = map.get(key);
  if (list === undefined) map.set(key, (list = []));
  return list;
}
