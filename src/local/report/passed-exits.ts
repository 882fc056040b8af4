import type { Customer } from "../../core/customers/customer.ts";
import { triggeredWhen } from "../../core/customers/enrollment.ts";
import type { Definitions } from "../../core/definitions/definitions.ts";
import { comparedOf, isAfterTrigger, matchesRule } from "../../core/events/concerns-run.ts";
import { isUnderWay } from "../../core/events/reach-enrollments.ts";
import { type Reason, reason } from "../../core/reasons/reason.ts";
import { whenOf } from "../../core/time/when.ts";
import type { EventRecord } from "../../core/timeline/records.ts";

/** A run that an event would have ended, had it been of the run's own key. */
export interface PassedExit {
  readonly journey: string;
  /** The event's type. */
  readonly event: string;
  readonly why: Reason;
}

/**
 * The runs that an event let pass, since its key or what it is compared with is another run's.
 * @param customer after the event; what it ended is no longer under way
 */
export function findPassedExits(
  customer: Customer | undefined,
  { id, type, at, accepted, properties }: EventRecord,
  definitions: Definitions,
): PassedExit[] {
  return Object.values(customer?.enrollments ?? {}).flatMap((run) => {
    const journey = definitions.journey(run.journey, run.version);
    if (journey === undefined || !isUnderWay(run) || run.trigger === id) return [];
    if (!isAfterTrigger(whenOf(at, accepted), triggeredWhen(run))) return [];
    const compared = comparedOf(run, journey);
    const passed = journey.exits.some(
      (rule) =>
        rule.event === type && rule.test(properties) && !matchesRule(rule, properties, compared),
    );
    if (!passed) return [];
    const key = run.key === "" ? run.trigger : run.key;
    return [
      {
        journey: run.journey,
        event: type,
        why: reason("exit-of-another-key", { event: type, key }),
      },
    ];
  });
}
