import type { Customer, OpenGoal } from "../customers/customer.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Instant } from "../time/instant.ts";
import { compareWhen, whenKept } from "../time/when.ts";
import type { CustomerEvent } from "./event.ts";
import type { EventConsequence } from "./outcome.ts";

/** Goals that this event meets, each once: by the event's own time within the goal's. */
export function meetGoals(
  customer: Customer,
  event: CustomerEvent,
  definitions: Definitions,
  now: Instant,
): { customer: Customer; consequences: EventConsequence[] } {
  const consequences: EventConsequence[] = [];
  const open: OpenGoal[] = [];
  for (const goal of customer.goals) {
    const rule = definitions.journey(goal.journey, goal.version)?.goal;
    const met =
      rule !== undefined &&
      rule.event === event.type &&
      compareWhen(event, whenKept(goal.since, goal.said, now)) >= 0 &&
      event.at <= goal.until &&
      rule.test(event.properties);
    if (!met) {
      open.push(goal);
      continue;
    }
    const value = rule.value === undefined ? undefined : event.properties[rule.value];
    consequences.push({
      journey: goal.journey,
      kind: "goal-met",
      enrollment: goal.id,
      ...(typeof value === "number" && { value }),
      ...(goal.heldOut && { heldOut: true }),
    });
  }
  if (consequences.length === 0) return { customer, consequences };
  return { customer: { ...customer, goals: open }, consequences };
}
