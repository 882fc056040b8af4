import { type Duration, parseOffset } from "../time/duration.ts";
import { parseTimeOfDay } from "../time/local-clock.ts";
import type { DateReading } from "../time/read-date.ts";

/** When to act beside a date of a customer, as a wait and an entry write it. */
export interface WrittenDateRule {
  readonly attribute: string;
  readonly offset?: string | undefined;
  readonly at?: string | undefined;
}

/** The same, compiled. */
export interface DateRule {
  readonly attribute: string;
  readonly rule: DateReading["rule"];
  readonly offset: Duration;
  /** Minute of the customer's day, for dates that are read as a day. */
  readonly minute: number;
}

/** Dates without a time are met at nine in the morning. */
const defaultDateMinute = 9 * 60;

/**
 * Compiles a rule beside a date.
 * @throws RangeError where the schema would have refused its offset
 */
export function compileDateRule({ attribute, offset = "0d", at }: WrittenDateRule): DateRule {
  const parsed = parseOffset(offset);
  if (!parsed.ok) throw new RangeError(parsed.problem);
  return {
    attribute,
    rule: ruleOf(offset),
    offset: parsed.duration,
    minute: (at === undefined ? undefined : parseTimeOfDay(at)) ?? defaultDateMinute,
  };
}

/**
 * Whether an offset is written in hours or minutes, "0h" too, or in days alone. No other unit has
 * one of these letters; in ISO 8601 the hours and minutes stand behind the T.
 */
export function ruleOf(offset: string | undefined): DateReading["rule"] {
  return /h|min|t/i.test(offset ?? "") ? "hours" : "days";
}
