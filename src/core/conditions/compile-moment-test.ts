import type { AttributeValue, Customer } from "../customers/customer.ts";
import type { CustomerTest } from "../definitions/condition.ts";
import { parseInstant } from "../time/instant.ts";
import { type DateKind, type DateReading, type ReadDate, readDate } from "../time/read-date.ts";
import { parseDay, startOfDay } from "../time/zone.ts";

/** The customer for whom a value is read, and the zone to read it in. */
export interface Reader {
  readonly customer: Customer;
  /** The shop's, where the customer's is not known. */
  readonly zone: string;
}
type MomentTest = (value: AttributeValue | undefined, of: Reader) => boolean;

/**
 * The tests `before` and `after` on what is known of a customer. A limit that is a day compares
 * days, as rules in days read them: what is on the day itself is neither before nor after it. A limit
 * with a time compares instants, as rules in hours read them; a day is then its first moment in the
 * customer's zone. A value that is no date fails.
 * Filters of events know no customer: they compare instants (value-test.ts).
 * @param as what `settings.attributes` says of the attribute
 */
export function compileMomentTests(
  { before, after }: Pick<CustomerTest, "before" | "after">,
  as: DateKind | undefined,
): MomentTest[] {
  return [
    ...(before === undefined ? [] : [compileMoment(before, as, (value, edge) => value < edge)]),
    ...(after === undefined ? [] : [compileMoment(after, as, (value, edge) => value > edge)]),
  ];
}

function compileMoment(
  edge: string,
  as: DateKind | undefined,
  holds: (value: number, edge: number) => boolean,
): MomentTest {
  const day = parseDay(edge);
  const instant = parseInstant(edge);
  if (day !== undefined) {
    return (value, of) => {
      const date = read(value, "days", as, of);
      return date !== undefined && holds(date.day, day);
    };
  }
  if (instant === undefined) return () => false;
  return (value, of) => {
    const date = read(value, "hours", as, of);
    if (date === undefined) return false;
    return holds(date.at ?? startOfDay(date.day, zoneOf(of)), instant);
  };
}

function read(
  value: AttributeValue | undefined,
  rule: DateReading["rule"],
  as: DateKind | undefined,
  of: Reader,
): ReadDate | undefined {
  return typeof value === "string" ? readDate(value, { rule, as, zone: zoneOf(of) }) : undefined;
}

function zoneOf({ customer, zone }: Reader): string {
  return customer.zone ?? zone;
}
