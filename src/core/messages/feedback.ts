import type { Instant } from "../time/instant.ts";
import type { Report } from "./message.ts";

/** What a channel said of one of our messages. */
export interface Feedback {
  readonly message: string;
  readonly at: Instant;
  readonly providerId?: string;
  readonly kind: "accepted" | "failed" | Report;
  /** Of failed, bounced and complained: the provider's words. */
  readonly reason?: string;
  /** The address is not to be used again. */
  readonly permanent?: boolean;
}
