import type { CustomerKey } from "../customers/customer.ts";
import type { Depth } from "../events/depth.ts";
import type { Profile, Properties } from "../events/event.ts";
import type { DerivedEvent } from "../events/outcome.ts";
import type { MessageOrder } from "../messages/message.ts";
import type { Instant } from "../time/instant.ts";

/**
 * What a turn wants done outside, as data with all its inputs: stored with the turn, applied by
 * name after its commit, as often as needed.
 */
export type Effect =
  | { readonly kind: "send"; readonly message: MessageOrder }
  | { readonly kind: "emit"; readonly event: EmittedEvent }
  | { readonly kind: "open-task"; readonly task: Task }
  | { readonly kind: "issue-offer"; readonly offer: Offer }
  | { readonly kind: "tell"; readonly told: Told };

/** An event that the turn brought about of its customer, such as a segment that was left. */
export interface Told extends DerivedEvent {
  readonly key: CustomerKey;
  /** The shop's id of the customer. */
  readonly customer: string;
  readonly at: Instant;
}

/** An event that a journey puts on the bus. */
export interface EmittedEvent {
  readonly id: string;
  readonly type: string;
  /** The shop's id of the customer. */
  readonly customer: string;
  readonly at: Instant;
  readonly properties: Properties;
  /** What it says of the customer, such as an opt-out. */
  readonly profile?: Profile;
  /** How many journeys in a row have caused it. Kept in the turn's record, never sent. */
  readonly depth?: Depth;
  /** The turn that emits it, `<enrollment>#<ref>`: where intake finds its depth. */
  readonly by?: string;
  /** For others only: it does not come back to intake. */
  readonly notice?: true;
}

/** A follow-up for a person (J8). */
export interface Task {
  readonly id: string;
  readonly enrollment: string;
  readonly journey: string;
  readonly step: string;
  readonly customer: string;
  readonly team: string;
  readonly note: string;
  readonly opened: Instant;
  readonly due: Instant;
}

/** An issued coupon (J7). */
export interface Offer {
  readonly id: string;
  readonly enrollment: string;
  readonly journey: string;
  readonly step: string;
  readonly customer: string;
  readonly offer: string;
  readonly code: string;
  readonly value?: number;
  readonly issued: Instant;
  readonly expires: Instant;
}
