import type {
  AttributeLeaf,
  ComputedLeaf,
  Condition,
  EventLeaf,
  MessageLeaf,
  SegmentLeaf,
} from "../definitions/condition.ts";
import { wasMember } from "../segments/membership.ts";
import { measureDate } from "./compile-date-test.ts";
import { compileEvent } from "./compile-event.ts";
import { compileRatio, compileTrend } from "./compile-ratio.ts";
import { allMeasured } from "./measured.ts";
import { allOf, type Check, type CompileContext } from "./subject.ts";
import { compileCustomerTest } from "./value-test.ts";
import { readWindow } from "./window.ts";

/**
 * A condition as one closure, compiled once: no interpretation per customer.
 * @throws RangeError for what {@link checkFiles} refuses: an unknown segment or computed
 *   attribute or one that names itself, a window that is no duration.
 */
export function compileCondition(condition: Condition, context: CompileContext): Check {
  if ("all" in condition)
    return allOf(condition.all.map((part) => compileCondition(part, context)));
  if ("any" in condition) return any(condition.any.map((part) => compileCondition(part, context)));
  if ("not" in condition) {
    const check = compileCondition(condition.not, context);
    return (subject) => !check(subject);
  }
  if ("tag" in condition) {
    const { tag } = condition;
    return ({ customer }) => customer.tags.includes(tag);
  }
  if ("segment" in condition) return compileSegment(condition, context);
  if ("computed" in condition) return compileComputed(condition, context);
  if ("event" in condition) return compileEvent(condition, context);
  if ("message" in condition) return compileEvent(asEvent(condition), context);
  if ("ratio" in condition) return compileRatio(condition, context);
  if ("trend" in condition) return compileTrend(condition, context);
  if ("trigger" in condition) {
    const { trigger: field, ...test } = condition;
    const check = compileCustomerTest(test);
    return (subject) => check(subject.trigger?.[field], subject);
  }
  return compileAttribute(condition, context);
}

function any(checks: readonly Check[]): Check {
  return (subject) => {
    for (const check of checks) if (check(subject)) return true;
    return false;
  };
}

function compileAttribute(
  { attribute, month, age, ...test }: AttributeLeaf,
  context: CompileContext,
): Check {
  const as = context.readAs?.(attribute);
  const check = compileCustomerTest(test, as);
  const plain: Check = (subject) => check(subject.customer.attributes[attribute], subject);
  if (month === undefined && age === undefined) return plain;
  return allOf([plain, allMeasured(measureDate(attribute, { month, age }, as))]);
}

/**
 * Compiles a test of segments: present membership evaluates the condition, past membership reads
 * the customer's item.
 */
function compileSegment(leaf: SegmentLeaf, context: CompileContext): Check {
  const { segment: name, wasWithin } = leaf;
  if (wasWithin !== undefined) {
    const window = readWindow({ within: wasWithin });
    context.wasIn?.(name, window.days);
    return ({ customer, now, today, zone }) =>
      wasMember(customer, name, { from: window.from(today), now, zone });
  }
  const condition = context.segment(name);
  if (condition === undefined) throw new RangeError(`no segment "${name}"`);
  const within: CompileContext = {
    ...context,
    segment: (other) => (other === name ? undefined : context.segment(other)),
  };
  return compileCondition(condition, within);
}

function compileComputed({ computed, ...test }: ComputedLeaf, context: CompileContext): Check {
  const value = context.computed?.(computed);
  if (value === undefined) throw new RangeError(`no computed attribute "${computed}"`);
  const check = compileCustomerTest(test);
  return (subject) => check(value(subject), subject);
}

/** Reports of our own messages are events like any other: `message.opened` and so on. */
export function asEvent(leaf: MessageLeaf): EventLeaf {
  const where = {
    ...(leaf.template !== undefined && { template: leaf.template }),
    ...(leaf.step !== undefined && { step: leaf.step }),
  };
  return {
    event: `message.${leaf.message}`,
    ...(Object.keys(where).length > 0 && { where }),
    ...(leaf.within !== undefined && { within: leaf.within }),
    ...(leaf.since !== undefined && { since: leaf.since }),
  };
}
