import { tallyDays } from "../customers/figures.ts";
import type { CustomerTest, EventFigure, RatioLeaf, TrendLeaf } from "../definitions/condition.ts";
import { compileTally, type Measure, wantFigure } from "./compile-tally.ts";
import type { Check, CompileContext, Subject } from "./subject.ts";
import { compileCustomerTest } from "./value-test.ts";
import { readWindow, type Window } from "./window.ts";

/** "70%" as 0.7: read as a decimal, so that 7 of 10 is exactly that. */
export function readPart(part: number | string): number {
  return typeof part === "number" ? part : Number(`${part.slice(0, -1)}e-2`);
}

/** The tests of a ratio in numbers. */
export function readRatioTest({ atLeast, atMost, above, below, between }: RatioLeaf): CustomerTest {
  const read = (limit: NonNullable<RatioLeaf["atLeast"]>) =>
    typeof limit === "object" ? limit : readPart(limit);
  return {
    ...(atLeast !== undefined && { atLeast: read(atLeast) }),
    ...(atMost !== undefined && { atMost: read(atMost) }),
    ...(above !== undefined && { above: read(above) }),
    ...(below !== undefined && { below: read(below) }),
    ...(between !== undefined && { between: [readPart(between[0]), readPart(between[1])] }),
  };
}

export function compileRatio(leaf: RatioLeaf, context: CompileContext): Check {
  return measureRatio(leaf, context).check;
}

/** One figure over another; where the other is 0 there is no ratio, and no test of it holds. */
export function measureRatio(
  leaf: RatioLeaf,
  context: CompileContext,
): { readonly above: Measure; readonly below: Measure; readonly check: Check } {
  const window = readWindow(leaf);
  const above = compileFigure(leaf.ratio, window, context);
  const below = compileFigure(leaf.to, window, context);
  const check = compileCustomerTest(readRatioTest(leaf));
  return {
    above,
    below,
    check: (subject) => {
      const whole = below(subject) ?? 0;
      return whole !== 0 && check((above(subject) ?? 0) / whole, subject);
    },
  };
}

function compileFigure(figure: EventFigure, window: Window, context: CompileContext): Measure {
  const tally = compileTally(wantFigure(figure, window, window.days, context), window);
  return figure.sum === undefined ? (s) => tally(s).count : (s) => tally(s).sum;
}

export function compileTrend(leaf: TrendLeaf, context: CompileContext): Check {
  return measureTrend(leaf, context).check;
}

/**
 * A window against the one before it. Where the one before has nothing (or less: refunds), nothing
 * went up or down from it.
 */
export function measureTrend(
  leaf: TrendLeaf,
  context: CompileContext,
): {
  readonly before: (subject: Subject) => number;
  readonly now: (subject: Subject) => number;
  readonly check: Check;
} {
  const window = readWindow(leaf);
  const earlier = readWindow(leaf);
  const id = wantFigure(leaf.trend, window, 2 * window.days, context);
  const key = leaf.trend.sum === undefined ? "count" : "sum";
  const down = readPart(leaf.down ?? "0%");
  const up = readPart(leaf.up ?? "0%");
  const before = ({ customer, today }: Subject) => {
    const from = window.from(today);
    return tallyDays(customer.figures[id], earlier.from(from - 1), from - 1)[key];
  };
  const now = ({ customer, today }: Subject) =>
    tallyDays(customer.figures[id], window.from(today), today)[key];
  return {
    before,
    now,
    check: (subject) => {
      const was = before(subject);
      if (was <= 0) return false;
      const is = now(subject);
      return leaf.up === undefined ? (was - is) / was >= down : (is - was) / was >= up;
    },
  };
}
