import type { Subject } from "../../src/core/conditions/subject.ts";
import type { AttributeValue } from "../../src/core/customers/customer.ts";
import { writeDaily } from "../../src/core/customers/daily.ts";
import type { DayTally } from "../../src/core/customers/day-entry.ts";
import type { Condition } from "../../src/core/definitions/condition.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { localDay } from "../../src/core/time/zone.ts";
import { referenceCustomer } from "../reference/customer.ts";

/** The rule of six attributes, as our conditions say it. */
export const sixAttributes: Condition = {
  all: [
    { attribute: "city", in: ["Hamburg", "Berlin", "Leipzig"] },
    { attribute: "tier", isNot: "banned" },
    { attribute: "age", between: [18, 65] },
    { attribute: "spent", atLeast: 100 },
    { attribute: "favouriteBrands", contains: "norden" },
    { attribute: "visits", above: 3 },
  ],
};

/** The rule of an event window. */
export const orderWindow: Condition = {
  event: "order.placed",
  within: "30d",
  count: { atLeast: 2 },
  sum: { of: "total", atLeast: 300 },
};

const now = Date.UTC(2026, 10, 2, 9);
const zone = "Europe/Berlin";
export const today = localDay(now, zone);

export interface RuleSubject {
  /** As our conditions are asked. */
  readonly subject: Subject;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** As a function by hand would have them. */
  readonly orders: readonly DayTally[];
}

/** An order every fourth day of the last 60, dearer for some than for others. */
function ordersOf(n: number): DayTally[] {
  return Array.from({ length: 15 }, (_, nth) => ({
    day: today - 56 + 4 * nth,
    count: 1,
    sum: 30 + (n % 40),
  }));
}

/** A thousand customers; each rule holds for about half of them. @param track the figure's id */
export function createSubjects(track: string | undefined): RuleSubject[] {
  return Array.from({ length: 1000 }, (_, n) => {
    const customer = referenceCustomer("k234567890123456", `c${n}`, now - 90 * DAY);
    // All six hold for half of them; the sixth decides, so none is left out.
    const attributes = { ...customer.attributes, age: 20 + (n % 40), spent: 200, visits: n % 8 };
    const orders = ordersOf(n);
    const daily = writeDaily(orders);
    const figure = { first: now - 90 * DAY, last: now - DAY, count: 15, sum: 900, daily };
    const figures = track === undefined ? {} : { [track]: figure };
    const subject = { customer: { ...customer, attributes, figures }, now, today, zone };
    return { subject, attributes, orders };
  });
}
