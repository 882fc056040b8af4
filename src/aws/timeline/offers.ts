import { customerKeyOf } from "../../core/customers/customer.ts";
import type { Offers } from "../../core/ports.ts";
import { createTimelineTable, type TimelineConfig, timeToLive } from "./timeline-table.ts";

/** Offers as `offer#<id>`, kept 400 days beyond their own expiry: until then one may be redeemed. */
export function createOffers(config: TimelineConfig): Offers {
  const timeline = createTimelineTable(config);
  return {
    async issue({ id, ...offer }) {
      const record = { ...offer, ttl: timeToLive(offer.expires) };
      await timeline.create(customerKeyOf(id), `offer#${id}`, record);
    },
  };
}
