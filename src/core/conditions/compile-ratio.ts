import { tallyDays } from "../customers/figures.ts";
import type { EventFigure, RatioLeaf, TrendLeaf, ValueTest } from "../definitions/condition.ts";
import { compileTally, type Measure, wantFigure } from "./compile-tally.ts";
import type { Check, CompileContext } from "./subject.ts";
import { compileValueTest } from "./value-test.ts";
import { readWindow, type Window } from "./window.ts";

/** "70%" as 0.7: read as a decimal, so that 7 of 10 is exactly that. */
export function readPart(part: number | string): number {
  return typeof part === "number" ? part : Number(`${part.slice(0, -1)}e-2`);
}

/** The tests of a ratio in numbers. */
export function readRatioTest({ atLeast, atMost, above, below, between }: RatioLeaf): ValueTest {
  return {
    ...(atLeast !== undefined && { atLeast: readPart(atLeast) }),
    ...(atMost !== undefined && { atMost: readPart(atMost) }),
    ...(above !== undefined && { above: readPart(above) }),
    ...(below !== undefined && { below: readPart(below) }),
    ...(between !== undefined && { between: [readPart(between[0]), readPart(between[1])] }),
  };
}

/** One figure over another; where the other is 0 there is no ratio, and no test of it holds. */
export function compileRatio(leaf: RatioLeaf, context: CompileContext): Check {
  const window = readWindow(leaf);
  const above = compileFigure(leaf.ratio, window, context);
  const below = compileFigure(leaf.to, window, context);
  const check = compileValueTest(readRatioTest(leaf));
  return (subject) => {
    const whole = below(subject) ?? 0;
    return whole !== 0 && check((above(subject) ?? 0) / whole);
  };
}

function compileFigure(figure: EventFigure, window: Window, context: CompileContext): Measure {
  const tally = compileTally(wantFigure(figure, window, window.days, context), window);
  return figure.sum === undefined ? (s) => tally(s).count : (s) => tally(s).sum;
}

/**
 * A window against the one before it. Where the one before has nothing (or less: refunds), nothing
 * went up or down from it.
 */
export function compileTrend(leaf: TrendLeaf, context: CompileContext): Check {
  const window = readWindow(leaf);
  const earlier = readWindow(leaf);
  const id = wantFigure(leaf.trend, window, 2 * window.days, context);
  const key = leaf.trend.sum === undefined ? "count" : "sum";
  const down = readPart(leaf.down ?? "0%");
  const up = readPart(leaf.up ?? "0%");
  return ({ customer, today }) => {
    const figure = customer.figures[id];
    const from = window.from(today);
    const before = tallyDays(figure, earlier.from(from - 1), from - 1)[key];
    if (before <= 0) return false;
    const now = tallyDays(figure, from, today)[key];
    return leaf.up === undefined ? (before - now) / before >= down : (now - before) / before >= up;
  };
}
