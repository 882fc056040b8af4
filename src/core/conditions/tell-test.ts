import type { CustomerTest, Limit, Where } from "../definitions/condition.ts";
import { parseDuration } from "../time/duration.ts";
import { HOUR, MINUTE } from "../time/instant.ts";
import type { Value } from "./value-test.ts";

type Amount = Limit | string;
/** A test as it is written: limits of a ratio may be percentages. */
export type WrittenTest = Omit<
  CustomerTest,
  "atLeast" | "atMost" | "above" | "below" | "between"
> & {
  readonly atLeast?: Amount | undefined;
  readonly atMost?: Amount | undefined;
  readonly above?: Amount | undefined;
  readonly below?: Amount | undefined;
  readonly between?: readonly [number | string, number | string] | undefined;
};

/** A test in words: `is at least 300`, `is one of "上海", "北京"`. */
export function tellTest(test: WrittenTest): string {
  const { is, isNot, atLeast, atMost, above, below, between, contains, before, after } = test;
  const words: string[] = [];
  if (is !== undefined) words.push(`is ${tellValue(is)}`);
  if (isNot !== undefined) words.push(`is not ${tellValue(isNot)}`);
  if (test.in !== undefined) words.push(`is one of ${tellValue(test.in)}`);
  if (atLeast !== undefined) words.push(`is at least ${tellLimit(atLeast)}`);
  if (atMost !== undefined) words.push(`is at most ${tellLimit(atMost)}`);
  if (above !== undefined) words.push(`is above ${tellLimit(above)}`);
  if (below !== undefined) words.push(`is below ${tellLimit(below)}`);
  if (between !== undefined) words.push(`is between ${between[0]} and ${between[1]}`);
  if (contains !== undefined) words.push(`contains ${tellValue(contains)}`);
  if (before !== undefined) words.push(`is before ${before}`);
  if (after !== undefined) words.push(`is after ${after}`);
  if (test.exists !== undefined) words.push(test.exists ? "is known" : "is not known");
  return words.join(" and ");
}

function tellLimit(limit: Amount): string {
  return typeof limit === "object" ? `the customer's ${limit.attribute}` : String(limit);
}

/** The attributes that a test holds a number against. */
export function limitsOf({ atLeast, atMost, above, below }: WrittenTest): string[] {
  return [atLeast, atMost, above, below].flatMap((limit) =>
    typeof limit === "object" ? [limit.attribute] : [],
  );
}

/** A value as a person reads it, texts in quotes: "7" is no 7. What is not there is nothing. */
export function tellValue(value: Value): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object")
    return value.length === 0 ? "an empty list" : value.map(tellValue).join(", ");
  if (typeof value === "number") return tellNumber(value);
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** With at most 6 decimals: what a mean or a ratio has beyond says nothing. */
export function tellNumber(value: number): string {
  return String(Number(value.toFixed(6)));
}

/** `category is "母婴", total is at least 300`. */
export function tellWhere(where: Where | undefined): string {
  return Object.entries(where ?? {})
    .map(([property, wanted]) => {
      const { is, ...test } = typeof wanted === "object" ? wanted : { is: wanted };
      if (typeof is !== "object")
        return `${property} ${tellTest({ ...test, ...(is !== undefined && { is }) })}`;
      const rest = Object.keys(test).length === 0 ? "" : ` and ${tellTest(test)}`;
      return `${property} is ${is.trigger} of the event that started it${rest}`;
    })
    .join(", ");
}

/** The events that a leaf looks at: " in the last 30 days", " today", " since entry", or all ever. */
export function tellWindow({ within, since }: { within?: string; since?: "entry" }): string {
  if (since === "entry") return " since entry";
  if (within === undefined) return "";
  const parsed = parseDuration(within);
  if (!parsed.ok) throw new RangeError(parsed.problem);
  const { months, days, ms } = parsed.duration;
  if (months === 0 && days === 1 && ms === 0) return " today";
  const parts = [
    [Math.trunc(months / 12), "year"],
    [months % 12, "month"],
    [days, "day"],
    [Math.trunc(ms / HOUR), "hour"],
    [Math.trunc((ms % HOUR) / MINUTE), "minute"],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => many(count, unit));
  return ` in the last ${words.join(" ")}`;
}

export function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
