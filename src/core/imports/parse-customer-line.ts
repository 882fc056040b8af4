import type { Profile } from "../events/event.ts";
import { parseEventBody } from "../events/parse-event.ts";
import type { Reason } from "../reasons/reason.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import { clockAhead } from "../time/when.ts";

/** A line of a customers file, checked; or why it would not be taken. */
export type ParsedCustomerLine =
  | {
      readonly kind: "customer";
      readonly id: string;
      /** Own time of what it says; any age. */
      readonly at: Instant;
      /** It says no time of its own. */
      readonly undated?: true;
      readonly profile: Profile;
      /** What could not be read; the line counts all the same. */
      readonly leftOut: readonly Reason[];
    }
  | { readonly kind: "refused"; readonly reason: string };

/** @param asOf own time of a line that says none */
export function parseCustomerLine(value: unknown, asOf: Instant, now: Instant): ParsedCustomerLine {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { kind: "refused", reason: "not a JSON object" };
  }
  const { at: said, ...customer } = value as Readonly<Record<string, unknown>>;
  const at = said === undefined ? asOf : typeof said === "string" ? parseInstant(said) : undefined;
  if (at === undefined) {
    return { kind: "refused", reason: "at: wanted a time such as 2026-01-31T10:00:00Z" };
  }
  if (at > now + clockAhead) {
    return { kind: "refused", reason: `at: ${formatInstant(at)} is over 10 minutes ahead` };
  }
  const event = { id: "line", type: "customer.updated", customer };
  const parsed = parseEventBody(event, now);
  if (parsed.kind === "refused") return parsed;
  const { customer: id, profile = {}, leftOut = [] } = parsed.event;
  const undated = said === undefined ? { undated: true as const } : {};
  return { kind: "customer", id, at, ...undated, profile, leftOut };
}
