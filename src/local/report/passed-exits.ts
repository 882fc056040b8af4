import type { Customer } from "../../core/customers/customer.ts";
import { triggeredWhen } from "../../core/customers/enrollment.ts";
import { type SaidValues, saidIn } from "../../core/customers/said-values.ts";
import type { Definitions } from "../../core/definitions/definitions.ts";
import type { EventRule } from "../../core/definitions/event-rule.ts";
import { comparedOf, concernsRun, isAfterTrigger } from "../../core/events/concerns-run.ts";
import type { Properties } from "../../core/events/event.ts";
import { isUnderWay } from "../../core/events/reach-enrollments.ts";
import { type Reason, reason } from "../../core/reasons/reason.ts";
import { whenOf } from "../../core/time/when.ts";
import type { EventRecord } from "../../core/timeline/records.ts";

/** A run that an event would have ended, had it said the same as the event that started the run. */
export interface PassedExit {
  readonly journey: string;
  /** The event's type. */
  readonly event: string;
  /** What it says otherwise: the property; undefined where that is the entry key. */
  readonly differs?: string | undefined;
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
    const pairs = journey.exits
      .filter((rule) => rule.event === type && rule.test(properties))
      .map((rule) => findDifference(rule, properties, compared));
    const [pair] = pairs;
    if (pair === undefined || pairs.includes(undefined)) return [];
    const key = run.key === "" ? run.trigger : run.key;
    // Only a pair of the entry key lets an event pass that says nothing of it.
    const differs = pair.missing === "concerns" ? undefined : pair.property;
    const why =
      differs === undefined
        ? reason("exit-of-another-key", { event: type, key })
        : reason("exit-not-the-same", { event: type, property: differs, key });
    return [{ journey: run.journey, event: type, differs, why }];
  });
}

/** A comparison that fails, that of the key before others; undefined where the rule concerns the run. */
function findDifference(
  { compared }: EventRule,
  properties: Properties,
  run: SaidValues,
): EventRule["compared"][number] | undefined {
  const event = saidIn(
    properties,
    compared.map(({ property }) => property),
  );
  const failing = compared.filter((pair) => !concernsRun({ compared: [pair] }, event, run));
  return failing.find(({ missing }) => missing === "concerns") ?? failing[0];
}
