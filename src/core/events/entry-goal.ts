import { numberOf } from "../conditions/number-of.ts";
import type { OpenGoal } from "../customers/customer.ts";
import type { CompiledJourney } from "../definitions/definitions.ts";
import type { Started } from "./look-back.ts";
import type { EventConsequence } from "./outcome.ts";
import type { PastEvent } from "./past.ts";

/** A goal that was met before the event came that starts its run. */
export function meetAtEntry(
  { name, goal }: CompiledJourney,
  enrollment: string,
  { properties }: PastEvent,
  heldOut: boolean,
): EventConsequence {
  const value = goal?.value === undefined ? undefined : numberOf(properties?.[goal.value]);
  return {
    journey: name,
    kind: "goal-met",
    enrollment,
    ...(value !== undefined && { value }),
    ...(heldOut && { heldOut: true }),
  };
}

/** The goal that a run begins with; none where its journey has none. */
export function openGoal(
  { name: journey, version, goal }: CompiledJourney,
  enrollment: string,
  { event: { at, said }, compared }: Started,
  heldOut: boolean,
): OpenGoal[] {
  if (goal === undefined) return [];
  const names = new Set(goal.compared.map(({ trigger }) => trigger));
  const own = Object.entries(compared).filter(([name]) => names.has(name));
  return [
    {
      journey,
      version,
      id: enrollment,
      since: at,
      ...(said !== undefined && { said }),
      until: at + goal.within,
      ...(heldOut && { heldOut: true as const }),
      ...(own.length > 0 && { compared: Object.fromEntries(own) }),
    },
  ];
}
