import { numberOf } from "../conditions/number-of.ts";
import type { Customer, OpenGoal } from "../customers/customer.ts";
import type { CompiledJourney, Definitions } from "../definitions/definitions.ts";
import { firstRules, isKeyed } from "../definitions/rules.ts";
import type { Instant } from "../time/instant.ts";
import { compareWhen, whenKept } from "../time/when.ts";
import { isAfterTrigger, matchesRule } from "./concerns-run.ts";
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
    const journey = definitions.journey(goal.journey, goal.version);
    const rule = journey?.goal;
    if (rule === undefined || !isMet(goal, journey, event, now)) {
      open.push(goal);
      continue;
    }
    const value = rule.value === undefined ? undefined : numberOf(event.properties[rule.value]);
    consequences.push({
      journey: goal.journey,
      kind: "goal-met",
      enrollment: goal.id,
      ...(value !== undefined && { value }),
      ...(goal.heldOut && { heldOut: true }),
    });
  }
  if (consequences.length === 0) return { customer, consequences };
  return { customer: { ...customer, goals: open }, consequences };
}

function isMet(
  goal: OpenGoal,
  journey: CompiledJourney | undefined,
  event: CustomerEvent,
  now: Instant,
): boolean {
  const rule = journey?.goal;
  if (rule?.event !== event.type || event.at > goal.until) return false;
  const since = whenKept(goal.since, goal.said, now);
  const follows = isKeyed(journey?.rules ?? firstRules)
    ? isAfterTrigger(event, since)
    : compareWhen(event, since) >= 0;
  return follows && matchesRule(rule, event.properties, goal.compared ?? {});
}
