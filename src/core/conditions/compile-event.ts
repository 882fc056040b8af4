import { extremeOf, type Side } from "../customers/extremes.ts";
import { favouriteOf, whyNoFavourite } from "../customers/favourites.ts";
import {
  extremeRecent,
  favouritesOf,
  type Keep,
  type Tally,
  tallyDays,
} from "../customers/figures.ts";
import type { CustomerTest, EventLeaf } from "../definitions/condition.ts";
import { localDay } from "../time/zone.ts";
import { compileTally, type Measure } from "./compile-tally.ts";
import { type Measured, measure } from "./measured.ts";
import { allOf, type Check, type CompileContext, type Subject } from "./subject.ts";
import { compileCustomerTest } from "./value-test.ts";
import { wantFigureOf } from "./want-figure.ts";
import { readWindow, type Window } from "./window.ts";

type Asked = (what: { of?: string | undefined; keep?: Keep; window?: Window }) => string;

const ever = readWindow({});

/** A leaf on an event: whether it happened, and every measure of it that is asked for. */
export function compileEvent(leaf: EventLeaf, context: CompileContext): Check {
  const { tally, tallied, others } = readLeaf(leaf, context);
  const checks = others.map(({ check }) => check);
  return allOf(tallied.length === 0 ? checks : [onTally(tally, tallied), ...checks]);
}

/** The same, measure by measure. */
export function measureEvent(leaf: EventLeaf, context: CompileContext): Measured[] {
  const { tally, tallied, others } = readLeaf(leaf, context);
  const apart = tallied.map(({ name, of, read, check }): Measured => {
    const found = (subject: Subject) => read(tally(subject));
    return { name, of, found, check: (subject) => check(tally(subject), subject) };
  });
  return [...apart, ...others];
}

interface ReadLeaf {
  readonly tally: (subject: Subject) => Tally;
  /** Several measures of a window share one tally of it: that is what takes the time. */
  readonly tallied: readonly Tallied[];
  readonly others: readonly Measured[];
}

function readLeaf(leaf: EventLeaf, context: CompileContext): ReadLeaf {
  const window = readWindow(leaf);
  const { event, where, timeOfDay, anyKey } = leaf;
  const ask: Asked = ({ of, keep, window: own = window }) => {
    const { days, recent } = own;
    const asked = { event, where, anyKey, timeOfDay, of, days, recent, keep };
    return wantFigureOf(asked, own, context);
  };
  const kept = measureKept(leaf, window, ask);
  const nothing = () => ({ count: 0, sum: 0 });
  if (kept.length > 0 && !asksTally(leaf)) return { tally: nothing, tallied: [], others: kept };
  const id = ask({ of: leaf.sum?.of ?? leaf.average?.of });
  const tallied = readTallied(leaf);
  const others = [...measureFigure(id, leaf, window), ...kept];
  if (tallied.length + others.length === 0) tallied.push(happened);
  return { tally: compileTally(id, window), tallied, others };
}

function asksTally({ count, sum, average, daysSince, daysSinceFirst, distinctDays }: EventLeaf) {
  return [count, sum, average, daysSince, daysSinceFirst, distinctDays].some(
    (test) => test !== undefined,
  );
}

/** What the figure of the event itself tells beside its tally. */
function measureFigure(id: string, leaf: EventLeaf, window: Window): Measured[] {
  const measured: Measured[] = [];
  const add = (name: Measured["name"], test: CustomerTest | undefined, found: Measure) => {
    if (test !== undefined) measured.push(measure(name, test, found));
  };
  add("daysSince", leaf.daysSince, ({ customer, today, zone }) => {
    const figure = customer.figures[id];
    return figure && today - localDay(figure.last, zone);
  });
  add("daysSinceFirst", leaf.daysSinceFirst, ({ customer, today, zone }) => {
    const figure = customer.figures[id];
    return figure && today - localDay(figure.first, zone);
  });
  add(
    "distinctDays",
    leaf.distinctDays,
    ({ customer, today }) => tallyDays(customer.figures[id], window.from(today), today).days,
  );
  return measured;
}

/** A measure of a tally, before there is one. */
interface Tallied extends Pick<Measured, "name" | "of"> {
  readonly read: (tally: Tally) => number | undefined;
  readonly check: (tally: Tally, subject: Subject) => boolean;
}

const happened: Tallied = {
  name: "happened",
  read: (tally) => tally.count,
  check: (tally) => tally.count > 0,
};

function onTally(
  tally: (subject: Subject) => Tally,
  [first, ...others]: readonly Tallied[],
): Check {
  if (first === undefined) return () => true;
  const { check } = first;
  if (others.length === 0) return (subject) => check(tally(subject), subject);
  return (subject) => {
    const found = tally(subject);
    return check(found, subject) && others.every((one) => one.check(found, subject));
  };
}

function readTallied({ count, sum, average }: EventLeaf): Tallied[] {
  const tallied: Tallied[] = [];
  const add = (
    name: Measured["name"],
    test: CustomerTest | undefined,
    read: Tallied["read"],
    of?: string,
  ) => {
    if (test === undefined) return;
    const check = compileCustomerTest(test);
    tallied.push({ name, of, read, check: (tally, subject) => check(read(tally), subject) });
  };
  const mean = (tally: Tally) => (tally.count === 0 ? undefined : tally.sum / tally.count);
  add("count", count, (tally) => tally.count);
  add("sum", without(sum), (tally) => tally.sum, sum?.of);
  add("average", without(average), mean, average?.of);
  return tallied;
}

/** What needs figures of its own: a property's extremes, its first and last value, its favourite. */
function measureKept(leaf: EventLeaf, window: Window, ask: Asked): Measured[] {
  const measured: Measured[] = [];
  for (const [name, side] of [
    ["min", "least"],
    ["max", "greatest"],
  ] as const) {
    const asked = leaf[name];
    if (asked === undefined) continue;
    const id = ask({ of: asked.of, keep: "numbers" });
    measured.push(measure(name, without(asked), compileExtreme(id, side, window), asked.of));
  }
  for (const [name, key] of [
    ["first", "firstValue"],
    ["last", "lastValue"],
  ] as const) {
    const asked = leaf[name];
    if (asked === undefined) continue;
    const id = ask({ of: asked.of, keep: "values", window: ever });
    const said = ({ customer }: Subject) => customer.figures[id]?.[key];
    measured.push(measure(name, without(asked), said, asked.of));
  }
  const { favourite } = leaf;
  if (favourite !== undefined) {
    const id = ask({ of: favourite.of, keep: "favourites", window: ever });
    const counted = ({ customer: { figures, joined } }: Subject) =>
      favouritesOf(figures[id], joined !== undefined);
    const found = (subject: Subject) => favouriteOf(counted(subject));
    measured.push({
      ...measure("favourite", without(favourite), found, favourite.of),
      whyNone: (subject) => whyNoFavourite(counted(subject)),
    });
  }
  return measured;
}

function compileExtreme(id: string, side: Side, window: Window): Measure {
  switch (window.kind) {
    case "since-entry": {
      const place = side === "least" ? 3 : 4;
      return ({ enrollment }) => enrollment?.sinceEntry?.[id]?.[place];
    }
    case "ever":
      return ({ customer }) => customer.figures[id]?.[side];
    case "hours":
      return ({ customer, now }) => extremeRecent(customer.figures[id], side, now - window.ms);
    case "days": {
      const key = side === "least" ? "lows" : "highs";
      return ({ customer, today }) =>
        extremeOf(customer.figures[id]?.[key], side, window.from(today), today);
    }
  }
}

function without(asked: { of: string } & CustomerTest): CustomerTest;
function without(asked: ({ of: string } & CustomerTest) | undefined): CustomerTest | undefined;
function without(asked: ({ of: string } & CustomerTest) | undefined): CustomerTest | undefined {
  if (asked === undefined) return undefined;
  const { of: _, ...test } = asked;
  return test;
}
