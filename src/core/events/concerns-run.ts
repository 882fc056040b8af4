import type { Compared } from "../conditions/split-where.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import { hashValue, type SaidValues, saidIn } from "../customers/said-values.ts";
import type { CompiledJourney } from "../definitions/definitions.ts";
import type { EventRule } from "../definitions/event-rule.ts";
import { isBefore, type When } from "../time/when.ts";
import type { CustomerEvent, Properties } from "./event.ts";

/**
 * Which events concern which run (docs/decisions/0019-which-event-concerns-which-run.md): of a
 * journey with an entry key those of its own key and those of none; where a filter compares with the
 * event that started it, those that say the same.
 */
export function concernsRun(
  { compared }: Pick<EventRule, "compared">,
  event: SaidValues,
  run: SaidValues,
): boolean {
  return compared.every((pair) => isSame(pair, event[pair.property], run[pair.trigger]));
}

/** Any value in common; lists match by any member. */
function isSame(
  { missing }: Compared,
  event: readonly string[] | undefined,
  run: readonly string[] | undefined,
): boolean {
  if (event === undefined) return missing === "concerns";
  return run?.some((value) => event.includes(value)) ?? false;
}

/** {@link concernsRun} of an event whose properties are at hand. */
export function matchesRule(rule: EventRule, properties: Properties, run: SaidValues): boolean {
  if (!rule.test(properties)) return false;
  if (rule.compared.length === 0) return true;
  const names = rule.compared.map(({ property }) => property);
  return concernsRun(rule, saidIn(properties, names), run);
}

/** The values of the starting event that the journey compares. */
export function comparedOf(
  { key, compared = {} }: Pick<Enrollment, "key" | "compared">,
  { entry }: Pick<CompiledJourney, "entry">,
): SaidValues {
  if (entry.key === undefined || key === "" || compared[entry.key] !== undefined) return compared;
  return { ...compared, [entry.key]: [hashValue(key)] };
}

/** The same of the event itself, to be kept with what it starts: a plain key is there as text. */
export function comparedIn(
  properties: Properties,
  key: string,
  { entry, compares }: Pick<CompiledJourney, "entry" | "compares">,
): SaidValues {
  const said = saidIn(properties, compares);
  const own = entry.key === undefined ? undefined : said[entry.key];
  if (entry.key === undefined || own?.length !== 1 || own[0] !== hashValue(key)) return said;
  const { [entry.key]: _, ...others } = said;
  return others;
}

/**
 * Whether an event that was accepted after the trigger of a run happened after it, too. Unless its
 * own time says that it came before: at one instant the acceptance decides between two of one type,
 * and what is of another type counts as after, whatever order the queue gave.
 */
export function isAfterTrigger(event: Pick<CustomerEvent, "at" | "said">, trigger: When): boolean {
  return !isBefore(event, trigger);
}

/** The same of an event that was accepted before the trigger. @param sameType as the trigger's */
export function wasAfterTrigger(event: When, trigger: When, sameType: boolean): boolean {
  return sameType ? isBefore(trigger, event) : !isBefore(event, trigger);
}
