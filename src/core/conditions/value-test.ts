import type { AttributeValue } from "../customers/customer.ts";
import type { CustomerTest, Limit, LimitKey, ValueTest, Where } from "../definitions/condition.ts";
import type { Scalar } from "../definitions/words.ts";
import type { Properties } from "../events/event.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import type { DateKind } from "../time/read-date.ts";
import { parseDay, startOfDay } from "../time/zone.ts";
import { compileMomentTests, type Reader } from "./compile-moment-test.ts";

import { numberOf } from "./number-of.ts";
import { splitWhere } from "./split-where.ts";

export type Test<T> = (value: T) => boolean;
export type Value = AttributeValue | undefined;

/**
 * A date or date-time of an event as an instant; a plain date is its first moment in UTC. Figures
 * count by this, so that it must be the same for all customers and may not change.
 */
function momentOf(value: Value): Instant | undefined {
  if (typeof value !== "string") return undefined;
  const day = parseDay(value);
  return day === undefined ? parseInstant(value) : startOfDay(day, "UTC");
}

function onNumber(test: Test<number>): Test<Value> {
  return (value) => {
    const number = numberOf(value);
    return number !== undefined && test(number);
  };
}

function onMoment(edge: string, test: (at: Instant, edge: Instant) => boolean): Test<Value> {
  const limit = momentOf(edge);
  if (limit === undefined) return () => false;
  return (value) => {
    const at = momentOf(value);
    return at !== undefined && test(at, limit);
  };
}

function equals(wanted: Scalar): Test<Value> {
  return (value) => (Array.isArray(value) ? value.includes(wanted) : value === wanted);
}

function oneOf(wanted: readonly Scalar[]): Test<Value> {
  const set = new Set<unknown>(wanted);
  return (value) => (Array.isArray(value) ? value.some((part) => set.has(part)) : set.has(value));
}

function contains(part: string): Test<Value> {
  return (value) =>
    Array.isArray(value) ? value.includes(part) : typeof value === "string" && value.includes(part);
}

/** All tests as one closure: two or three are common, so they are chained without an array. */
export function both<T>(tests: readonly Test<T>[]): Test<T> {
  const [first, second, third] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (third === undefined) return (value) => first(value) && second(value);
  if (tests.length === 3) return (value) => first(value) && second(value) && third(value);
  return (value) => {
    for (const test of tests) if (!test(value)) return false;
    return true;
  };
}

/**
 * A value test as a closure. A list passes `is`, `in` and `contains` if one of its values does.
 * A missing value fails every test but `exists: false` and `isNot`. Tests of numbers take a text that
 * is exactly a number for one; `is` and `in` tell the two apart.
 */
export function compileValueTest(test: ValueTest): Test<Value> {
  const tests: Test<Value>[] = [];
  const { is, isNot, atLeast, atMost, above, below, between } = test;
  if (is !== undefined) tests.push(equals(is));
  if (isNot !== undefined) {
    const same = equals(isNot);
    tests.push((value) => !same(value));
  }
  if (test.in !== undefined) tests.push(oneOf(test.in));
  if (atLeast !== undefined) tests.push(onNumber((value) => value >= atLeast));
  if (atMost !== undefined) tests.push(onNumber((value) => value <= atMost));
  if (above !== undefined) tests.push(onNumber((value) => value > above));
  if (below !== undefined) tests.push(onNumber((value) => value < below));
  if (between !== undefined) {
    const [low, high] = between;
    tests.push(onNumber((value) => value >= low && value <= high));
  }
  if (test.contains !== undefined) tests.push(contains(test.contains));
  if (test.before !== undefined) tests.push(onMoment(test.before, (at, edge) => at < edge));
  if (test.after !== undefined) tests.push(onMoment(test.after, (at, edge) => at > edge));
  if (test.exists === true) tests.push((value) => value !== undefined);
  if (test.exists === false) tests.push((value) => value === undefined);
  return both(tests);
}

type Compare = (value: number, limit: number) => boolean;
const comparisons: Readonly<Record<LimitKey, Compare>> = {
  atLeast: (value, limit) => value >= limit,
  atMost: (value, limit) => value <= limit,
  above: (value, limit) => value > limit,
  below: (value, limit) => value < limit,
};
const limitKeys = Object.keys(comparisons) as LimitKey[];

/** A value, and who it is told of. */
export type CustomerValueTest = (value: Value, of: Reader) => boolean;

/**
 * A value test whose limits may be attributes of the customer: no number there, and it fails. Dates
 * are read in the customer's zone. One without such limits costs no more than
 * {@link compileValueTest}.
 * @param as what `settings.attributes` says of the attribute that the value is of
 */
export function compileCustomerTest(test: CustomerTest, as?: DateKind): CustomerValueTest {
  const { atLeast, atMost, above, below, before, after, ...others } = test;
  const check = compileValueTest({
    ...others,
    atLeast: writtenOf(atLeast),
    atMost: writtenOf(atMost),
    above: writtenOf(above),
    below: writtenOf(below),
  });
  const limits = limitKeys.flatMap((key) => {
    const limit = test[key];
    return typeof limit === "object" ? [compileOwnLimit(comparisons[key], limit.attribute)] : [];
  });
  const own = [...limits, ...compileMomentTests({ before, after }, as)];
  if (own.length === 0) return check;
  return (value, of) => check(value) && own.every((one) => one(value, of));
}

function writtenOf(limit: Limit | undefined): number | undefined {
  return typeof limit === "object" ? undefined : limit;
}

function compileOwnLimit(compare: Compare, attribute: string): CustomerValueTest {
  return (value, { customer }) => {
    const [number, limit] = [numberOf(value), numberOf(customer.attributes[attribute])];
    return number !== undefined && limit !== undefined && compare(number, limit);
  };
}

/** Filters of an event's own properties as a closure; see {@link splitWhere} for the others. */
export function compileWhere(where: Where | undefined): Test<Properties> {
  const tests = Object.entries(splitWhere(where).own ?? {}).map(
    ([property, wanted]): Test<Properties> => {
      const test = compileValueTest(typeof wanted === "object" ? wanted : { is: wanted });
      return (properties) => test(properties[property]);
    },
  );
  return both(tests);
}
