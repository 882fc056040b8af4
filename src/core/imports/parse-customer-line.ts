import type { Profile } from "../events/event.ts";
import { parseEventBody } from "../events/parse-event.ts";
import type { Reason } from "../reasons/reason.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import { clockAhead } from "../time/when.ts";

/** A line of a customers file, checked; or why it would not be taken. */
export type ParsedCustomerLine =
  | CustomerLine
  | {
      readonly kind: "refused";
      readonly reason: string;
      /** What the customer refuses in it all the same, where it is readable who that is. */
      readonly refusals?: CustomerLine;
    };

export interface CustomerLine {
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

/** @param asOf own time of a line that says none */
export function parseCustomerLine(value: unknown, asOf: Instant, now: Instant): ParsedCustomerLine {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { kind: "refused", reason: "not a JSON object" };
  }
  const { at: said, ...customer } = value as Readonly<Record<string, unknown>>;
  const isUndated = said === undefined || said === null;
  const at = isUndated ? asOf : typeof said === "string" ? parseInstant(said) : undefined;
  if (at === undefined) {
    const reason = "at: wanted a time such as 2026-01-31T10:00:00Z";
    return { kind: "refused", reason, ...refusalsIn(customer, asOf, now) };
  }
  if (at > now + clockAhead) {
    const reason = `at: ${formatInstant(at)} is over 10 minutes ahead`;
    return { kind: "refused", reason, ...refusalsIn(customer, asOf, now) };
  }
  const event = { id: "line", type: "customer.updated", customer };
  const parsed = parseEventBody(event, now);
  if (parsed.kind === "refused") return parsed;
  const { customer: id, profile = {}, leftOut = [] } = parsed.event;
  const undated = isUndated ? { undated: true as const } : {};
  return { kind: "customer", id, at, ...undated, profile, leftOut };
}

/** Of a line whose time can't be used: its refusals count as of now, so that none is lost. */
function refusalsIn(
  customer: object,
  asOf: Instant,
  now: Instant,
): { readonly refusals?: CustomerLine } {
  const line = parseCustomerLine(customer, asOf, now);
  if (line.kind === "refused") return {};
  const profile = onlyRefusals(line.profile);
  return profile === undefined ? {} : { refusals: { ...line, profile, leftOut: [] } };
}

/** Undefined where it refuses nothing. */
function onlyRefusals({ consents = {}, profiling }: Profile): Profile | undefined {
  const refusals = Object.entries(consents).filter(([, { given }]) => !given);
  if (refusals.length === 0 && profiling !== "refused") return undefined;
  return {
    ...(refusals.length > 0 && { consents: Object.fromEntries(refusals) }),
    ...(profiling === "refused" && { profiling }),
  };
}
