import { compileCondition } from "../../../src/core/conditions/compile-condition.ts";
import type { Check } from "../../../src/core/conditions/subject.ts";
import { createTracks } from "../../../src/core/conditions/tracks.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import type { Asked, Fact, Now } from "./recount.ts";

/** A measure with a number is asked for exactly what was recounted, which is an attribute. */
const recounted = { attribute: "recounted" };
const exactly = { atLeast: recounted, atMost: recounted };
const anything = { atLeast: -1e12 };

export interface Compared {
  readonly asked: Asked;
  readonly exact: Check;
  readonly any: Check;
}

/** The measures ready to be compared, and one condition that asks for all their figures. */
export function compileMeasures(list: readonly Asked[]): {
  readonly all: Condition;
  readonly measures: readonly Compared[];
} {
  const context = { tracks: createTracks(), segment: () => undefined };
  const conditions = list.map(({ when }) => when(exactly));
  return {
    all: { any: groups(conditions) },
    measures: list.map((asked) => ({
      asked,
      exact: compileCondition(asked.when(exactly), context),
      any: compileCondition(asked.when(anything), context),
    })),
  };
}

/** A list of conditions has at most 50. */
function groups(conditions: Condition[]): Condition[] {
  return conditions.length <= 50
    ? conditions
    : [{ any: conditions.slice(0, 50) }, ...groups(conditions.slice(50))];
}

/** What differs from the recount: the names of the measures. */
export function findDifferences(
  measures: readonly Compared[],
  who: Customer,
  facts: readonly Fact[],
  { now, today, zone }: Now & { zone: string },
): string[] {
  return measures.flatMap(({ asked, exact, any }) => {
    const found = asked.recount(facts, { now, today });
    const attributes: Customer["attributes"] =
      typeof found === "number" ? { recounted: found } : {};
    const subject = { customer: { ...who, attributes }, now, today, zone };
    const holds = found === undefined ? !any(subject) : exact(subject) === (found !== false);
    return holds ? [] : [`${asked.name} is not ${found}`];
  });
}
