import type { CustomerKey } from "../../core/customers/customer.ts";
import type { Profile, Properties } from "../../core/events/event.ts";
import type { Feedback } from "../../core/messages/feedback.ts";
import type { Instant } from "../../core/time/instant.ts";
import type { Agenda } from "../agenda.ts";
import type { Draw } from "./draw.ts";
import type { Shopper } from "./shopper.ts";

/** The way out of the storefront: into the runtime that it plays for. */
export interface Stage {
  readonly agenda: Agenda;
  offer(event: string): void;
  report(feedback: Feedback): void;
  keyOf(customerId: string): Promise<CustomerKey>;
}

/** Says that something happened to a shopper, just now unless it is said when. */
export type Say = (
  shopper: Shopper,
  type: string,
  properties: Properties,
  profile?: Profile,
  at?: Instant,
) => void;

/** What the actors of a play share. */
export interface Scene {
  readonly draw: Draw;
  readonly agenda: Agenda;
  readonly say: Say;
}
