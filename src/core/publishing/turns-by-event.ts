import type { Attribute } from "../definitions/attribute.ts";
import type {
  ComputedLeaf,
  EventFigure,
  EventLeaf,
  RatioLeaf,
  Where,
} from "../definitions/condition.ts";
import type { EmitStep } from "../definitions/step.ts";
import { mayPassWhere } from "./may-pass-where.ts";
import { outcomesOf, type WrittenTest } from "./outcomes-of.ts";

/** An event that a step emits. */
export type Emitted = Pick<EmitStep, "event" | "properties">;

/**
 * What a figure's condition may become by an emitted event. Only figures that can go up and down at
 * once are followed: sums, averages, the last or most frequent value, ratios. A count, a least or a
 * greatest number and days since an event go one way as long as no time passes. So their condition
 * turns twice at most, and no circle goes on by it.
 */
export function turnsByEvent(leaf: EventLeaf | RatioLeaf, emitted: Emitted): readonly boolean[] {
  if ("ratio" in leaf) return turnsOfRatio(leaf, leaf, emitted);
  if (!isCounted(leaf, emitted)) return [];
  const { sum, average, last, favourite } = leaf;
  return [
    ...(sum === undefined ? [] : turnsOfSum(valueOf(emitted, sum.of), sum)),
    ...[average, last, favourite].flatMap((figure) => {
      if (figure === undefined) return [];
      const { of, ...test } = figure;
      return turnsOfValue(valueOf(emitted, of), test);
    }),
  ];
}

/** The same of a condition on a computed attribute, whose value is such a figure. */
export function turnsOfComputed(
  { computed: _, ...test }: ComputedLeaf,
  attribute: Attribute | undefined,
  emitted: Emitted,
): readonly boolean[] {
  if (attribute?.kind !== "computed") return [];
  const { value } = attribute;
  if ("ratio" in value) return turnsOfRatio(value, test, emitted);
  if (!("event" in value) || !isCounted(value, emitted)) return [];
  const { sum, average, last, favourite } = value;
  if (sum !== undefined) return turnsOfSum(valueOf(emitted, sum), test);
  const of = average ?? last ?? favourite;
  return of === undefined ? [] : turnsOfValue(valueOf(emitted, of), test);
}

function isCounted(
  { event, where }: { readonly event: string; readonly where?: Where | undefined },
  { event: emitted, properties = {} }: Emitted,
): boolean {
  return event === emitted && mayPassWhere(where, properties);
}

function valueOf({ properties = {} }: Emitted, of: string): unknown {
  return properties[of];
}

/** The value takes the place of the one before, or draws the figure to itself. */
function turnsOfValue(value: unknown, test: WrittenTest): readonly boolean[] {
  return value === undefined ? [] : outcomesOf(value, test);
}

/** A sum of what only the run knows is taken to rise, as amounts do. */
function turnsOfSum(value: unknown, test: object): readonly boolean[] {
  if (value === undefined || value === 0) return [];
  return turnsByNumber(test, typeof value !== "number" || value > 0);
}

function turnsOfRatio(
  { ratio, to }: { readonly ratio: EventFigure; readonly to: EventFigure },
  test: object,
  emitted: Emitted,
): readonly boolean[] {
  return [
    ...(isCounted(ratio, emitted) ? turnsByNumber(test, true) : []),
    ...(isCounted(to, emitted) ? turnsByNumber(test, false) : []),
  ];
}

/** A number that rises comes to a lower limit, or passes an upper one. */
function turnsByNumber(test: object, rises: boolean): readonly boolean[] {
  const isUpper = "atMost" in test || "below" in test;
  const isLower = "atLeast" in test || "above" in test;
  if (isUpper === isLower) return [rises];
  return [isLower === rises];
}
