import type { Instant } from "../time/instant.ts";
import { parseCustomerLine } from "./parse-customer-line.ts";

/** Why a line of a customers file would not be taken; undefined when it would. */
export function checkCustomer(customer: unknown, now: Instant): string | undefined {
  const parsed = parseCustomerLine(customer, now, now);
  return parsed.kind === "refused" ? parsed.reason : undefined;
}
