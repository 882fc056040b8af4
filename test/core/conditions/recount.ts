import type { Condition } from "../../../src/core/definitions/condition.ts";
import { DAY, HOUR, type Instant } from "../../../src/core/time/instant.ts";

/** The slow way to every measure: over the whole history, in order of acceptance. */

/** One event, told apart already from those that came again. */
export interface Fact {
  readonly type: string;
  readonly at: Instant;
  /** Days since 1970 in the shop's zone. */
  readonly day: number;
  /** On the customer's wall, as the zone was known when it was accepted. */
  readonly hour: number;
  /** Has at most two decimals. */
  readonly total?: number | undefined;
  readonly shelf?: number | undefined;
}

/** When it is asked. */
export interface Now {
  readonly now: Instant;
  readonly today: number;
}

/** A measure as a condition that holds where the test does, and what a recount finds. */
export interface Asked {
  readonly name: string;
  readonly when: (test: object) => Condition;
  readonly recount: (facts: readonly Fact[], now: Now) => number | boolean | undefined;
}

/** Which facts a window shows: "30d", "3mo", "24h" or undefined for all ever. */
function readWithin(within: string | undefined): (now: Now) => (fact: Fact) => boolean {
  if (within === undefined) return () => () => true;
  const [n, unit] = readNumber(within);
  if (unit === "h")
    return ({ now }) =>
      ({ at }) =>
        at > now - n * HOUR;
  return ({ today }) => {
    const first = firstDay(within, today);
    return ({ day }) => day >= first && day <= today;
  };
}

function readNumber(within: string): [number: number, unit: string] {
  const [, number = "", unit = ""] = /^(\d+)(\D+)$/.exec(within) ?? [];
  return [Number(number), unit];
}

/** First day of a window of days. */
function firstDay(within: string, today: number): number {
  const [n, unit] = readNumber(within);
  return unit === "d" ? today - n + 1 : monthsBefore(today, unit === "y" ? 12 * n : n) + 1;
}

/** The same date so many months earlier, the month's last day where there is none. */
function monthsBefore(day: number, months: number): number {
  const date = new Date(day * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / DAY;
}

const isOrder = ({ type }: Fact) => type === "order.placed";
const isReturn = ({ type }: Fact) => type === "order.returned";
const atNight = ({ hour }: Fact) => hour >= 22 || hour < 6;
const totals = (facts: readonly Fact[]) => facts.flatMap(({ total }) => total ?? []);
/** In whole cents. */
const sumOf = (facts: readonly Fact[]) =>
  totals(facts).reduce((sum, total) => sum + Math.round(total * 100), 0) / 100;
const divide = (a: number, b: number) => (b === 0 ? undefined : a / b);
const least = (list: readonly number[]) => (list.length === 0 ? undefined : Math.min(...list));
const greatest = (list: readonly number[]) => (list.length === 0 ? undefined : Math.max(...list));
const order = { event: "order.placed" };
const night = "22:00-06:00";

/** What is asked of orders in a window. */
function inWindow(within: string | undefined): Asked[] {
  const isInside = readWithin(within);
  const window = within === undefined ? {} : { within };
  const of = (is: (fact: Fact) => boolean, facts: readonly Fact[], now: Now) =>
    facts.filter(is).filter(isInside(now));
  const orders = (facts: readonly Fact[], now: Now) => of(isOrder, facts, now);
  const dear = ({ total }: Fact) => (total ?? 0) >= 10;
  const measure = (
    name: string,
    when: Asked["when"],
    found: (orders: readonly Fact[]) => number | undefined,
  ): Asked => ({
    name: `${name} ${within}`,
    when,
    recount: (facts, now) => found(orders(facts, now)),
  });
  const property = (key: string) => (test: object) => ({
    ...order,
    ...window,
    [key]: { of: "total", ...test },
  });
  const count = (more: object) => (test: object) => ({ ...order, ...window, ...more, count: test });
  return [
    measure("count", count({}), (found) => found.length),
    measure("night", count({ timeOfDay: night }), (found) => found.filter(atNight).length),
    measure(
      "dear",
      count({ where: { total: { atLeast: 10 } } }),
      (found) => found.filter(dear).length,
    ),
    measure("sum", property("sum"), sumOf),
    measure("average", property("average"), (found) => divide(sumOf(found), found.length)),
    measure("min", property("min"), (found) => least(totals(found))),
    measure("max", property("max"), (found) => greatest(totals(found))),
    {
      name: `returned ÷ ordered ${within}`,
      when: (test) => ({ ratio: { event: "order.returned" }, to: order, ...window, ...test }),
      recount: (facts, now) => divide(of(isReturn, facts, now).length, orders(facts, now).length),
    },
    {
      name: `night ÷ all spent ${within}`,
      when: (test) => ({
        ratio: { ...order, sum: "total", timeOfDay: night },
        to: { ...order, sum: "total" },
        ...window,
        ...test,
      }),
      recount: (facts, now) => {
        const found = orders(facts, now);
        return divide(sumOf(found.filter(atNight)), sumOf(found));
      },
    },
  ];
}

/** What only days can tell. */
function inDays(within: string): Asked[] {
  const isInside = readWithin(within);
  const orders = (facts: readonly Fact[], now: Now) => facts.filter(isOrder).filter(isInside(now));
  /** The window that ends where this one begins. */
  const before = (now: Now): Now => ({ ...now, today: firstDay(within, now.today) - 1 });
  return [
    {
      name: `distinct days ${within}`,
      when: (test) => ({ ...order, within, distinctDays: test }),
      recount: (facts, now) => new Set(orders(facts, now).map(({ day }) => day)).size,
    },
    {
      name: `down by half ${within}`,
      when: () => ({ trend: order, within, down: "50%" }),
      recount: (facts, now) => {
        const earlier = orders(facts, before(now)).length;
        return earlier > 0 && 2 * orders(facts, now).length <= earlier;
      },
    },
    {
      name: `spend up by a fifth ${within}`,
      when: () => ({ trend: { ...order, sum: "total" }, within, up: "20%" }),
      recount: (facts, now) => {
        const earlier = sumOf(orders(facts, before(now)));
        return earlier > 0 && (sumOf(orders(facts, now)) - earlier) / earlier >= 0.2;
      },
    },
  ];
}

/** What is asked of all orders ever. */
function ofEver(dayOf: (at: Instant) => number): Asked[] {
  const inTime = (facts: readonly Fact[]) => facts.filter(isOrder).toSorted((a, b) => a.at - b.at);
  const saying = (facts: readonly Fact[]) => totals(inTime(facts));
  const said = (key: string, of: string) => (test: object) => ({
    ...order,
    [key]: { of, ...test },
  });
  const since = (at: Instant | undefined, { today }: Now) => at && today - dayOf(at);
  return [
    { name: "first", when: said("first", "total"), recount: (facts) => saying(facts)[0] },
    { name: "last", when: said("last", "total"), recount: (facts) => saying(facts).at(-1) },
    {
      name: "favourite",
      when: said("favourite", "shelf"),
      recount: (facts) => favouriteOf(inTime(facts)),
    },
    {
      name: "days since the last",
      when: (test) => ({ ...order, daysSince: test }),
      recount: (facts, now) => since(inTime(facts).at(-1)?.at, now),
    },
    {
      name: "days since the first",
      when: (test) => ({ ...order, daysSinceFirst: test }),
      recount: (facts, now) => since(inTime(facts)[0]?.at, now),
    },
  ];
}

/** The shelf said most often, of several the one said last. */
function favouriteOf(inTime: readonly Fact[]): number | undefined {
  const shelves = inTime.flatMap(({ shelf }) => shelf ?? []);
  const count = (shelf: number) => shelves.filter((one) => one === shelf).length;
  const most = Math.max(...shelves.map(count));
  return shelves.findLast((shelf) => count(shelf) === most);
}

/** Every measure there is, in these windows. @param dayOf in the shop's zone */
export function everyMeasure(
  { days, hours }: { days: readonly string[]; hours: readonly string[] },
  dayOf: (at: Instant) => number,
): Asked[] {
  return [
    ...[undefined, ...days, ...hours].flatMap(inWindow),
    ...days.flatMap(inDays),
    ...ofEver(dayOf),
  ];
}
