import type { AttributeLeaf } from "../definitions/condition.ts";
import { DAY } from "../time/instant.ts";
import { addMonths } from "../time/months.ts";
import { type DateKind, readDate } from "../time/read-date.ts";
import { type DayNumber, localDay } from "../time/zone.ts";
import { type Measured, measure } from "./measured.ts";
import type { Check, Subject } from "./subject.ts";

/**
 * Tests of a date attribute against the calendar on the customer's wall; the shop's zone where the
 * customer's is not known. Dates are read as rules in days read them. A value that is no date fails.
 * @param as what `settings.attributes` says of the attribute
 */
export function measureDate(
  attribute: string,
  { month, age }: Pick<AttributeLeaf, "month" | "age">,
  as: DateKind | undefined,
): Measured[] {
  const dateOf = (subject: Subject): DayNumber | undefined => {
    const value = subject.customer.attributes[attribute];
    if (typeof value !== "string") return undefined;
    return readDate(value, { rule: "days", as, zone: zoneOf(subject) })?.day;
  };
  const measured: Measured[] = [];
  if (month !== undefined) {
    const isWanted = compileMonth(month);
    const found = (subject: Subject) => {
      const date = dateOf(subject);
      return date === undefined ? undefined : monthOf(date);
    };
    const check: Check = (subject) => {
      const of = found(subject);
      return of !== undefined && isWanted(of, localToday(subject));
    };
    measured.push({ name: "month", found, check });
  }
  if (age !== undefined) {
    const found = (subject: Subject) => {
      const date = dateOf(subject);
      return date === undefined ? undefined : yearsSince(date, localToday(subject));
    };
    measured.push(measure("age", age, found));
  }
  return measured;
}

function zoneOf({ customer, zone }: Subject): string {
  return customer.zone ?? zone;
}

function localToday({ customer, now, today, zone }: Subject): DayNumber {
  return customer.zone === undefined || customer.zone === zone
    ? today
    : localDay(now, customer.zone);
}

function compileMonth(
  month: NonNullable<AttributeLeaf["month"]>,
): (of: number, today: DayNumber) => boolean {
  if (month === "this") return (of, today) => of === monthOf(today);
  if (month === "next") return (of, today) => of === (monthOf(today) % 12) + 1;
  return (of) => of === month;
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
