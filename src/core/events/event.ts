import type { Channel } from "../channels/channels.ts";
import type { AttributeValue } from "../customers/customer.ts";
import type { SaidConsent } from "../customers/merge-consents.ts";
import type { Scalar } from "../definitions/words.ts";
import type { Reason } from "../reasons/reason.ts";
import type { Instant } from "../time/instant.ts";
import type { Depth } from "./depth.ts";

import type { Nested } from "./nested.ts";

export type Properties = Readonly<Record<string, Scalar | readonly Scalar[]>>;

export type AddressLists = Readonly<Partial<Record<Channel, readonly string[]>>>;

/** What an event may say of its customer; all optional. */
export interface Profile {
  readonly attributes?: Readonly<Record<string, AttributeValue | null>>;
  /** By channel: the whole list, or addresses to add, by the rule of the settings. */
  readonly addresses?: AddressLists;
  /** The whole list, whatever the settings: for imports, which otherwise add. */
  readonly replaceAddresses?: AddressLists;
  readonly addAddresses?: AddressLists;
  readonly removeAddresses?: AddressLists;
  readonly consents?: Readonly<Record<string, SaidConsent>>;
  readonly tags?: readonly string[];
  /** Tags that the customer no longer has. */
  readonly removeTags?: readonly string[];
  readonly profiling?: "allowed" | "refused";
  readonly zone?: string;
  readonly locale?: string;
  readonly country?: string;
}

/** Something that happened to a customer, parsed and checked. */
export interface CustomerEvent {
  /** The producer's own id; never the envelope's. */
  readonly id: string;
  readonly type: string;
  /** The shop's id of the customer. */
  readonly customer: string;
  /**
   * Own time: when it happened. As the producer says until the event is accepted; from then on never
   * later than the acceptance ({@link acceptEvent}).
   */
  readonly at: Instant;
  /** The own time as said, where it was later than the acceptance. */
  readonly said?: Instant;
  readonly properties: Properties;
  /** Properties that are objects or lists of them; kept only where a definition reads them. */
  readonly nested?: Nested;
  readonly profile?: Profile;
  /** What it said in a form that could not be read: left out, told in its record. */
  readonly leftOut?: readonly Reason[];
  /** How many journeys in a row caused it ({@link Depth}). Never taken from a producer. */
  readonly depth?: Depth;
  /**
   * The turn that it says emitted it, `<enrollment>#<ref>`: where to look for its depth. Anybody may
   * say that, so it proves nothing.
   */
  readonly emittedBy?: string;
  /** Own time of the last known event, for an entry by inactivity. Never taken from a producer. */
  readonly silentSince?: Instant;
}
