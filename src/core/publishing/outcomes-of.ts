import { compileValueTest } from "../conditions/value-test.ts";
import type { AttributeLeaf, CustomerTest } from "../definitions/condition.ts";

/** A test of a value that a step writes: of an attribute, a property or a figure. */
export type WrittenTest = CustomerTest & Pick<AttributeLeaf, "month" | "age">;

/**
 * How a value that is written in a file turns a test out: true, false, or either where only the run
 * knows it (taken from the event, tested by another attribute or by the calendar).
 */
export function outcomesOf(value: unknown, written: WrittenTest): readonly boolean[] {
  const { month, age, atLeast, atMost, above, below, ...test } = written;
  const isOpen = [atLeast, atMost, above, below].some((limit) => typeof limit === "object");
  if (isOpen || month !== undefined || age !== undefined) return [true, false];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return [true, false];
  const known = { ...test, atLeast, atMost, above, below } as Parameters<
    typeof compileValueTest
  >[0];
  return [compileValueTest(known)(value as Parameters<ReturnType<typeof compileValueTest>>[0])];
}
