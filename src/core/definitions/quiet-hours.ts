import type { Settings } from "./settings.ts";

type QuietRule = NonNullable<Settings["quietHours"]>[number];

/**
 * Quiet hours that hold unless settings.json says otherwise, in the customer's own zone, for
 * every purpose that is not transactional. The first rule that fits channel and country counts,
 * then the first that names no country.
 */
export const builtInQuietHours: readonly QuietRule[] = [
  // TCPA: no solicitation before 8 am or after 9 pm at the called party, 47 CFR 64.1200(c)(1).
  { channel: "sms", country: "US", between: "21:00-08:00" },
  // Carriers' promotional window is 08:00-22:00 (Huawei Cloud Message & SMS, published rules).
  { channel: "sms", country: "CN", between: "22:00-08:00" },
  // Elsewhere the stricter of the two, for what rings in a pocket. Mail does not ring.
  { channel: "sms", between: "21:00-08:00" },
  { channel: "push", between: "22:00-08:00" },
];
