import type { CustomerTest, measureNames } from "../definitions/condition.ts";
import { allOf, type Check, type Subject, type WhyNone } from "./subject.ts";
import { compileCustomerTest, type Value } from "./value-test.ts";

/** One test of a leaf: what it looks at, and whether that passes. The explanation reads both. */
export interface Measured {
  readonly name: "happened" | "month" | "age" | (typeof measureNames)[number];
  /** The property that is looked at. */
  readonly of?: string | undefined;
  readonly found: (subject: Subject) => Value;
  /** Why nothing is found though there are events; undefined where there are none. */
  readonly whyNone?: WhyNone | undefined;
  readonly check: Check;
}

export function measure(
  name: Measured["name"],
  test: CustomerTest,
  found: Measured["found"],
  of?: string,
): Measured {
  const check = compileCustomerTest(test);
  return { name, of, found, check: (subject) => check(found(subject), subject) };
}

export function allMeasured(measured: readonly Measured[]): Check {
  return allOf(measured.map(({ check }) => check));
}
