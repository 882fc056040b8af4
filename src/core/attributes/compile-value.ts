import { compileCondition } from "../conditions/compile-condition.ts";
import { measureEvent } from "../conditions/compile-event.ts";
import { measureRatio, measureTrend } from "../conditions/compile-ratio.ts";
import type { CompileContext, ComputedValue } from "../conditions/subject.ts";
import type { ComputedAttribute, EventValue } from "../definitions/attribute.ts";
import type { EventLeaf } from "../definitions/condition.ts";

/** The value of an attribute of kind computed. @throws RangeError as {@link compileCondition} */
export function compileValue(
  value: ComputedAttribute["value"],
  context: CompileContext,
): ComputedValue {
  if ("event" in value) return compileFigure(value, context);
  if ("ratio" in value) {
    const { above, below } = measureRatio(value, context);
    return (subject) => {
      const whole = below(subject) ?? 0;
      return whole === 0 ? undefined : (above(subject) ?? 0) / whole;
    };
  }
  if ("trend" in value) {
    const { before, now } = measureTrend({ ...value, down: "0%" }, context);
    return (subject) => {
      const was = before(subject);
      return was <= 0 ? undefined : (now(subject) - was) / was;
    };
  }
  const cases = value.cases.map((one) => ({ ...one, check: compileCondition(one.when, context) }));
  const { else: otherwise } = value;
  return (subject) => {
    for (const one of cases) if (one.check(subject)) return one.value;
    return otherwise;
  };
}

/** One figure of an event: a condition's leaf without its test. */
export function compileFigure(value: EventValue, context: CompileContext): ComputedValue {
  const [measured] = measureEvent(leafOf(value), context);
  if (measured === undefined) throw new RangeError(`no figure of ${value.event}`);
  return measured.found;
}

/** The leaf that an event's figure would be tested by. */
export function leafOf({ event, where, timeOfDay, within, ...measure }: EventValue): EventLeaf {
  const about = {
    event,
    ...(where !== undefined && { where }),
    ...(timeOfDay !== undefined && { timeOfDay }),
    ...(within !== undefined && { within }),
  };
  const [asked] = Object.entries(measure).filter(([, of]) => of !== undefined);
  if (asked === undefined) return { ...about, count: {} };
  const [name, of] = asked;
  return { ...about, [name]: of === true ? {} : { of } };
}
