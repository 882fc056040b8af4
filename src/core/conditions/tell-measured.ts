import type { Measured } from "./measured.ts";
import type { Subject } from "./subject.ts";
import { many, tellValue } from "./tell-test.ts";

/** What is measured: "average total", "days since the last". */
export function tellMeasure({ name, of = "" }: Pick<Measured, "name" | "of">): string {
  switch (name) {
    case "happened":
      return "at least one";
    case "count":
      return "number";
    case "sum":
      return `sum of ${of}`;
    case "average":
      return `average ${of}`;
    case "min":
      return `least ${of}`;
    case "max":
      return `greatest ${of}`;
    case "first":
      return `first ${of}`;
    case "last":
      return `last ${of}`;
    case "favourite":
      return `favourite ${of}`;
    case "daysSince":
      return "days since the last";
    case "daysSinceFirst":
      return "days since the first";
    case "distinctDays":
      return "days with one";
    case "month":
      return "month";
    case "age":
      return "full years";
  }
}

/** What was found of it: "3", "41 days ago", "no such event". */
export function tellFound({ name, found, whyNone }: Measured, subject: Subject): string {
  const value = found(subject);
  switch (name) {
    case "happened":
    case "count":
      return value === 0 ? "no such event" : tellValue(value);
    case "daysSince":
    case "daysSinceFirst":
      if (typeof value !== "number") return "no such event";
      return value === 0 ? "today" : `${many(value, "day")} ago`;
    case "average":
    case "min":
    case "max":
    case "first":
    case "last":
      return value === undefined ? "no such event" : tellValue(value);
    case "favourite":
      if (value !== undefined) return tellValue(value);
      return whyNone?.(subject) ?? "no such event";
    case "sum":
    case "distinctDays":
    case "month":
    case "age":
      return tellValue(value);
  }
}
