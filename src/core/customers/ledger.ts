import type { Channel } from "../channels/channels.ts";
import type { Instant } from "../time/instant.ts";

/**
 * One line of the send ledger: a place that a turn reserved, or a claim that deliver stamped.
 * Caps count these (I4). Pruned when older than the longest cap.
 */
export interface LedgerEntry {
  /** The message's id without the customer's key. */
  readonly message: string;
  readonly journey: string;
  readonly purpose: string;
  /** The channel used; in a reservation, the one that the turn expects to use. */
  readonly channel: Channel;
  readonly priority: number;
  /** When it was claimed, or reserved. */
  readonly at: Instant;
  /**
   * Of a claim, the zone that the customer's calendar was counted in then. Only where a cap counts in
   * the calendar; without it the calendar of now counts.
   */
  readonly zone?: string;
  /** Present while only reserved: the place is free again after it. */
  readonly reservedUntil?: Instant;
}
