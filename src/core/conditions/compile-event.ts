import { extremeOf, type Side } from "../customers/extremes.ts";
import { favouriteOf } from "../customers/favourites.ts";
import { countDays, extremeRecent, type Keep, type Tally } from "../customers/figures.ts";
import type { EventLeaf, ValueTest } from "../definitions/condition.ts";
import { localDay } from "../time/zone.ts";
import { compileTally, type Measure } from "./compile-tally.ts";
import { allOf, type Check, type CompileContext, type Subject } from "./subject.ts";
import { compileValueTest, type Value } from "./value-test.ts";
import { readWindow, type Window } from "./window.ts";

type Asked = (what: { of?: string | undefined; keep?: Keep; window?: Window }) => string;

const ever = readWindow({});

/** A leaf on an event: whether it happened, and every measure of it that is asked for. */
export function compileEvent(leaf: EventLeaf, context: CompileContext): Check {
  const window = readWindow(leaf);
  const { event, where, timeOfDay } = leaf;
  const ask: Asked = ({ of, keep, window: own = window }) => {
    const { days, recent } = own;
    const id = context.tracks.want({ event, where, timeOfDay, of, days, recent, keep });
    if (own.kind === "since-entry") context.sinceEntry?.(id);
    return id;
  };
  const kept = compileKept(leaf, window, ask);
  if (kept.length > 0 && !asksTally(leaf)) return allOf(kept);
  const id = ask({ of: leaf.sum?.of ?? leaf.average?.of });
  const counted = compileCounted(id, leaf, window);
  return allOf([...counted, ...kept]);
}

function asksTally({ count, sum, average, daysSince, daysSinceFirst, distinctDays }: EventLeaf) {
  return [count, sum, average, daysSince, daysSinceFirst, distinctDays].some(
    (test) => test !== undefined,
  );
}

/** What the figure of the event itself tells. */
function compileCounted(id: string, leaf: EventLeaf, window: Window): Check[] {
  const checks: Check[] = [];
  const tally = compileTally(id, window);
  const add = (test: ValueTest | undefined, measure: Measure) => {
    if (test !== undefined) checks.push(compileMeasure(test, measure));
  };
  const tallied = (figure: (tally: Tally) => number | undefined): Measure => {
    return (subject) => figure(tally(subject));
  };
  add(leaf.daysSince, ({ customer, today, zone }) => {
    const figure = customer.figures[id];
    return figure && today - localDay(figure.last, zone);
  });
  add(leaf.daysSinceFirst, ({ customer, today, zone }) => {
    const figure = customer.figures[id];
    return figure && today - localDay(figure.first, zone);
  });
  add(leaf.distinctDays, ({ customer, today }) =>
    countDays(customer.figures[id], window.from(today), today),
  );
  add(
    leaf.count,
    tallied((t) => t.count),
  );
  add(
    without(leaf.sum),
    tallied((t) => t.sum),
  );
  add(
    without(leaf.average),
    tallied((t) => (t.count === 0 ? undefined : t.sum / t.count)),
  );
  if (checks.length === 0) return [(subject) => tally(subject).count > 0];
  return checks;
}

/** What needs figures of its own: a property's extremes, its first and last value, its favourite. */
function compileKept(leaf: EventLeaf, window: Window, ask: Asked): Check[] {
  const checks: Check[] = [];
  for (const [asked, side] of [
    [leaf.min, "least"],
    [leaf.max, "greatest"],
  ] as const) {
    if (asked === undefined) continue;
    const id = ask({ of: asked.of, keep: "numbers" });
    checks.push(compileMeasure(without(asked), compileExtreme(id, side, window)));
  }
  for (const [asked, key] of [
    [leaf.first, "firstValue"],
    [leaf.last, "lastValue"],
  ] as const) {
    if (asked === undefined) continue;
    const id = ask({ of: asked.of, keep: "values", window: ever });
    checks.push(compileMeasure(without(asked), ({ customer }) => customer.figures[id]?.[key]));
  }
  if (leaf.favourite !== undefined) {
    const id = ask({ of: leaf.favourite.of, keep: "favourites", window: ever });
    const favourite = ({ customer }: Subject) => favouriteOf(customer.figures[id]?.favourites);
    checks.push(compileMeasure(without(leaf.favourite), favourite));
  }
  return checks;
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

function without(asked: { of: string } & ValueTest): ValueTest;
function without(asked: ({ of: string } & ValueTest) | undefined): ValueTest | undefined;
function without(asked: ({ of: string } & ValueTest) | undefined): ValueTest | undefined {
  if (asked === undefined) return undefined;
  const { of: _, ...test } = asked;
  return test;
}

function compileMeasure(test: ValueTest, measure: (...of: Parameters<Measure>) => Value): Check {
  const check = compileValueTest(test);
  return (subject) => check(measure(subject));
}
