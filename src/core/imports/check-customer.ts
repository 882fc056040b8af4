import { parseEvent } from "../events/parse-event.ts";
import { formatInstant, type Instant } from "../time/instant.ts";

/** Why a line of a customers file would not be taken; undefined when it would. */
export function checkCustomer(customer: unknown, now: Instant): string | undefined {
  const event = { id: "check", type: "customer.updated", at: formatInstant(now), customer };
  const parsed = parseEvent(JSON.stringify(event), now);
  return parsed.kind === "refused" ? parsed.reason : undefined;
}
