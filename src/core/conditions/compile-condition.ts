import type { Customer } from "../customers/customer.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import { type Tally, tallyDays, tallyRecent } from "../customers/figures.ts";
import type { Condition, EventLeaf, MessageLeaf, ValueTest } from "../definitions/condition.ts";
import type { Properties } from "../events/event.ts";
import { type Duration, parseDuration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { type DayNumber, localDay } from "../time/zone.ts";
import type { Tracks } from "./tracks.ts";
import { compileValueTest, type Test } from "./value-test.ts";
import { windowDays, windowStart } from "./window.ts";

/** What a condition is asked about. */
export interface Subject {
  readonly customer: Customer;
  readonly now: Instant;
  /** Of the shop's zone. */
  readonly today: DayNumber;
  readonly zone: string;
  readonly enrollment?: Enrollment | undefined;
  /** Properties of the event that started the enrollment. */
  readonly trigger?: Properties | undefined;
}

export type Check = (subject: Subject) => boolean;

/** What compiling needs beside the condition. */
export interface CompileContext {
  readonly tracks: Tracks;
  readonly segment: (name: string) => Condition | undefined;
  /** Told of every figure that is counted since entry. */
  readonly sinceEntry?: (track: string) => void;
}

/**
 * A condition as one closure, compiled once: no interpretation per customer.
 * @throws RangeError for what {@link checkFiles} refuses: an unknown segment or a segment that
 *   names itself, a window that is no duration.
 */
export function compileCondition(condition: Condition, context: CompileContext): Check {
  if ("all" in condition) return all(condition.all.map((part) => compileCondition(part, context)));
  if ("any" in condition) return any(condition.any.map((part) => compileCondition(part, context)));
  if ("not" in condition) {
    const check = compileCondition(condition.not, context);
    return (subject) => !check(subject);
  }
  if ("tag" in condition) {
    const { tag } = condition;
    return ({ customer }) => customer.tags.includes(tag);
  }
  if ("segment" in condition) return compileSegment(condition.segment, context);
  if ("event" in condition) return compileEvent(condition, context);
  if ("message" in condition) return compileEvent(asEvent(condition), context);
  if ("trigger" in condition) {
    const { trigger: field, ...test } = condition;
    const check = compileValueTest(test);
    return ({ trigger }) => check(trigger?.[field]);
  }
  const { attribute, ...test } = condition;
  const check = compileValueTest(test);
  return ({ customer }) => check(customer.attributes[attribute]);
}

function all(checks: readonly Check[]): Check {
  const [a, b, c] = checks;
  if (checks.length === 1 && a) return a;
  if (checks.length === 2 && a && b) return (subject) => a(subject) && b(subject);
  if (checks.length === 3 && a && b && c) return (s) => a(s) && b(s) && c(s);
  return (subject) => {
    for (const check of checks) if (!check(subject)) return false;
    return true;
  };
}

function any(checks: readonly Check[]): Check {
  return (subject) => {
    for (const check of checks) if (check(subject)) return true;
    return false;
  };
}

function compileSegment(name: string, context: CompileContext): Check {
  const condition = context.segment(name);
  if (condition === undefined) throw new RangeError(`no segment "${name}"`);
  const within: CompileContext = {
    ...context,
    segment: (other) => (other === name ? undefined : context.segment(other)),
  };
  return compileCondition(condition, within);
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

function durationOf(text: string): Duration {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new RangeError(parsed.problem);
  return parsed.duration;
}

function compileEvent(leaf: EventLeaf, context: CompileContext): Check {
  const within = leaf.within === undefined ? undefined : durationOf(leaf.within);
  const days = within === undefined ? 0 : windowDays(within);
  const id = context.tracks.want({
    event: leaf.event,
    where: leaf.where,
    of: leaf.sum?.of ?? leaf.average?.of,
    days,
    recent: leaf.since === "entry" || (within !== undefined && days === 0),
  });
  if (leaf.since === "entry") context.sinceEntry?.(id);
  const checks: Check[] = [];
  const tally = compileTally(id, leaf, within);
  if (leaf.daysSince !== undefined) checks.push(compileDaysSince(id, leaf.daysSince));
  if (leaf.count !== undefined) checks.push(measure(tally, leaf.count, (t) => t.count));
  if (leaf.sum !== undefined) checks.push(measure(tally, without(leaf.sum), (t) => t.sum));
  if (leaf.average !== undefined) {
    checks.push(
      measure(tally, without(leaf.average), (t) => (t.count === 0 ? undefined : t.sum / t.count)),
    );
  }
  if (checks.length === 0) return (subject) => tally(subject).count > 0;
  return all(checks);
}

function without({ of: _, ...test }: { of: string } & ValueTest): ValueTest {
  return test;
}

function measure(
  tally: (subject: Subject) => Tally,
  test: ValueTest,
  figure: (tally: Tally) => number | undefined,
): Check {
  const check: Test<number | undefined> = compileValueTest(test);
  return (subject) => check(figure(tally(subject)));
}

function compileTally(
  id: string,
  leaf: EventLeaf,
  within: Duration | undefined,
): (subject: Subject) => Tally {
  if (leaf.since === "entry") {
    return ({ enrollment }) => {
      const since = enrollment?.sinceEntry?.[id];
      return since === undefined ? { count: 0, sum: 0 } : { count: since[0], sum: since[1] };
    };
  }
  if (within === undefined) {
    return ({ customer }) => customer.figures[id] ?? { count: 0, sum: 0 };
  }
  if (within.days === 0 && within.months === 0) {
    return ({ customer, now }) => tallyRecent(customer.figures[id], now - within.ms);
  }
  // The first day of a window changes once a day; finding it costs more than the tally.
  let day = Number.NaN;
  let from = 0;
  return ({ customer, today }) => {
    if (today !== day) {
      day = today;
      from = windowStart(within, today);
    }
    return tallyDays(customer.figures[id], from, today);
  };
}

function compileDaysSince(id: string, test: ValueTest): Check {
  const check = compileValueTest(test);
  return ({ customer, today, zone }) => {
    const figure = customer.figures[id];
    return check(figure === undefined ? undefined : today - localDay(figure.last, zone));
  };
}
