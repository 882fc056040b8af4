import type { AttributeLeaf } from "../definitions/condition.ts";
import { readDate } from "../time/date-offset.ts";
import { DAY } from "../time/instant.ts";
import { addMonths } from "../time/months.ts";
import { type DayNumber, localDay } from "../time/zone.ts";
import type { Check, Subject } from "./subject.ts";
import { compileValueTest, type Test } from "./value-test.ts";

/**
 * Tests of a date attribute against the calendar on the customer's wall; the shop's zone where the
 * customer's is not known. A value that is no date fails.
 */
export function compileDateTest(
  attribute: string,
  { month, age }: Pick<AttributeLeaf, "month" | "age">,
): Check {
  const inMonth = month === undefined ? undefined : compileMonth(month);
  const ofAge = age && compileValueTest(age);
  return (subject) => {
    const value = subject.customer.attributes[attribute];
    if (typeof value !== "string") return false;
    const date = readDate(value, subject.customer.zone ?? subject.zone);
    if (date === undefined) return false;
    const today = localToday(subject);
    return (inMonth?.([date, today]) ?? true) && (ofAge?.(yearsSince(date, today)) ?? true);
  };
}

function localToday({ customer, now, today, zone }: Subject): DayNumber {
  return customer.zone === undefined || customer.zone === zone
    ? today
    : localDay(now, customer.zone);
}

function compileMonth(
  month: NonNullable<AttributeLeaf["month"]>,
): Test<readonly [date: DayNumber, today: DayNumber]> {
  if (month === "this") return ([date, today]) => monthOf(date) === monthOf(today);
  if (month === "next") return ([date, today]) => monthOf(date) === (monthOf(today) % 12) + 1;
  return ([date]) => monthOf(date) === month;
}

/** 1 to 12. */
function monthOf(day: DayNumber): number {
  return new Date(day * DAY).getUTCMonth() + 1;
}

/**
 * Full years, as birthdays are kept (29 February on the 28th in common years); undefined before the
 * date itself.
 */
export function yearsSince(date: DayNumber, today: DayNumber): number | undefined {
  if (date > today) return undefined;
  const years = new Date(today * DAY).getUTCFullYear() - new Date(date * DAY).getUTCFullYear();
  return addMonths(date, 12 * years) > today ? years - 1 : years;
}
