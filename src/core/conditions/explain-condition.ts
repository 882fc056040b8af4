import type {
  AttributeLeaf,
  ComputedLeaf,
  Condition,
  RatioLeaf,
  SegmentLeaf,
  TrendLeaf,
} from "../definitions/condition.ts";
import { formatDay, localDay } from "../time/zone.ts";
import { asEvent, compileCondition } from "./compile-condition.ts";
import { measureDate } from "./compile-date-test.ts";
import { measureRatio, measureTrend } from "./compile-ratio.ts";
import { explainEvent, tellEvent } from "./explain-event.ts";
import type { Explain, Telling } from "./explanation.ts";
import type { CompileContext } from "./subject.ts";
import { tellFound, tellMeasure } from "./tell-measured.ts";
import { limitsOf, tellNumber, tellTest, tellValue, tellWindow } from "./tell-test.ts";

/**
 * A condition as what explains it, compiled once. Every verdict is that of {@link compileCondition};
 * what was found is read by the measures that it tests.
 * @throws RangeError as {@link compileCondition} does
 */
export function explainCondition(condition: Condition, context: CompileContext): Explain {
  const check = compileCondition(condition, context);
  const tell = tellCondition(condition, context);
  return (subject) => ({ holds: check(subject), ...tell(subject) });
}

function tellCondition(condition: Condition, context: CompileContext): Telling {
  if ("all" in condition) return tellGroup("all of", condition.all, context);
  if ("any" in condition) return tellGroup("any of", condition.any, context);
  if ("not" in condition) return tellGroup("not", [condition.not], context);
  if ("tag" in condition) {
    const { tag } = condition;
    return ({ customer: { tags } }) => ({
      asked: `has the tag ${tag}`,
      found: tags.length === 0 ? "no tag" : tags.join(", "),
    });
  }
  if ("segment" in condition) return tellSegment(condition, context);
  if ("computed" in condition) return tellComputed(condition, context);
  if ("event" in condition) return explainEvent(condition, context);
  if ("message" in condition) return explainEvent(asEvent(condition), context);
  if ("ratio" in condition) return tellRatio(condition, context);
  if ("trend" in condition) return tellTrend(condition, context);
  if ("trigger" in condition) {
    const { trigger, ...test } = condition;
    const asked = `${trigger} of the event that started it ${tellTest(test)}`;
    return (subject) => ({ asked, found: tellValue(subject.trigger?.[trigger]) });
  }
  return tellAttribute(condition, context);
}

function tellGroup(asked: string, parts: readonly Condition[], context: CompileContext): Telling {
  const explains = parts.map((part) => explainCondition(part, context));
  return (subject) => ({ asked, parts: explains.map((explain) => explain(subject)) });
}

function tellAttribute(
  { attribute, month, age, ...test }: AttributeLeaf,
  { readAs }: CompileContext,
): Telling {
  const parts = [
    ...(Object.keys(test).length === 0 ? [] : [`${attribute} ${tellTest(test)}`]),
    ...(month === undefined ? [] : [`month of ${attribute} is ${tellMonth(month)}`]),
    ...(age === undefined ? [] : [`full years since ${attribute} ${tellTest(age)}`]),
  ];
  const measured = measureDate(attribute, { month, age }, readAs?.(attribute));
  const limits = [...limitsOf(test), ...limitsOf(age ?? {})];
  return (subject) => {
    const { attributes } = subject.customer;
    const value = tellValue(attributes[attribute]);
    const figures = measured.map((one) => `${tellMeasure(one)} ${tellFound(one, subject)}`);
    const own = limits.map((name) => `${name} is ${tellValue(attributes[name])}`);
    return { asked: parts.join(" and "), found: [value, ...figures, ...own].join("; ") };
  };
}

/** Its parts are what the value hangs on: of stages and cases the first that holds counts. */
function tellComputed({ computed, ...test }: ComputedLeaf, context: CompileContext): Telling {
  const value = context.computed?.(computed);
  const whyNone = context.whyNone?.(computed);
  const asked = `${computed} ${tellTest(test)}`;
  const limits = limitsOf(test);
  const behind = (context.behind?.(computed) ?? []).map((one) => explainCondition(one, context));
  return (subject) => {
    const { attributes } = subject.customer;
    const own = limits.map((name) => `; ${name} is ${tellValue(attributes[name])}`);
    const figure = value?.(subject);
    const why = figure === undefined ? whyNone?.(subject) : undefined;
    const found = `${why ?? tellValue(figure)}${own.join("")}`;
    if (behind.length === 0) return { asked, found };
    return { asked, found, parts: behind.map((explain) => explain(subject)) };
  };
}

function tellMonth(month: NonNullable<AttributeLeaf["month"]>): string {
  return typeof month === "number" ? String(month) : `${month} month`;
}

function tellSegment({ segment, wasWithin }: SegmentLeaf, context: CompileContext): Telling {
  const condition = context.segment(segment);
  if (condition === undefined) throw new RangeError(`no segment "${segment}"`);
  if (wasWithin === undefined) {
    const inside: CompileContext = {
      ...context,
      segment: (other) => (other === segment ? undefined : context.segment(other)),
    };
    return tellGroup(`in the segment ${segment}`, [condition], inside);
  }
  const asked = `was in the segment ${segment}${tellWindow({ within: wasWithin })}`;
  return ({ customer, zone }) => {
    const dayOf = (at: number) => formatDay(localDay(at, zone));
    const [entered, left] = customer.segments[segment] ?? [];
    if (entered === undefined) return { asked, found: "not since it is kept" };
    if (left === undefined) return { asked, found: `from ${dayOf(entered)} on` };
    const back = left < entered ? ` and from ${dayOf(entered)} on` : "";
    const from = left < entered ? "" : `from ${dayOf(entered)} `;
    return { asked, found: `${from}to ${dayOf(left)}${back}` };
  };
}

function tellRatio(leaf: RatioLeaf, context: CompileContext): Telling {
  const { ratio, to, within, since, ...test } = leaf;
  const { above, below } = measureRatio(leaf, context);
  const window = tellWindow({ ...(within && { within }), ...(since && { since }) });
  const asked = `${tellEvent(ratio)} ÷ ${tellEvent(to)}${window} ${tellTest(test)}`;
  const limits = limitsOf(test);
  return (subject) => {
    const part = above(subject) ?? 0;
    const whole = below(subject) ?? 0;
    const share = whole === 0 ? "no ratio" : `${tellNumber((100 * part) / whole)} %`;
    const { attributes } = subject.customer;
    const own = limits.map((name) => `; ${name} is ${tellValue(attributes[name])}`);
    return {
      asked,
      found: `${tellNumber(part)} ÷ ${tellNumber(whole)}: ${share}${own.join("")}`,
    };
  };
}

function tellTrend(leaf: TrendLeaf, context: CompileContext): Telling {
  const { before, now } = measureTrend(leaf, context);
  const way = leaf.up === undefined ? `down by ${leaf.down}` : `up by ${leaf.up}`;
  const asked = `${tellEvent(leaf.trend)}${tellWindow(leaf)} ${way} or more on as long before`;
  return (subject) => {
    const was = before(subject);
    const is = now(subject);
    const change = was <= 0 ? "nothing to compare" : tellChange((is - was) / was);
    return { asked, found: `${tellNumber(was)} before, ${tellNumber(is)} now: ${change}` };
  };
}

function tellChange(change: number): string {
  if (change === 0) return "no change";
  return `${change < 0 ? "down" : "up"} ${tellNumber(100 * Math.abs(change))} %`;
}
