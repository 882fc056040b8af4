import { compileDefinitions } from "../core/definitions/compile-definitions.ts";
import type { DefinitionSet, Definitions } from "../core/definitions/definitions.ts";
import { currentMeaning } from "../core/definitions/meaning.ts";
import { isEvaluable, isEvaluationDue, nextLook } from "../core/sweep/plan-sweep.ts";
import { sweepSettingsOf } from "../core/sweep/sweep-settings.ts";
import { parseDuration } from "../core/time/duration.ts";
import { DAY, type Instant, MINUTE } from "../core/time/instant.ts";
import { offsetAt } from "../core/time/zone.ts";
import type { Lateness } from "./lateness.ts";
import type { LocalRuntime } from "./runtime.ts";

type Swept = Pick<LocalRuntime, "agenda" | "catalog" | "customers" | "evaluate" | "sweep">;

/**
 * Plans sweeps that evaluate at the hours of a stage, for as long as the agenda goes on. Where the time
 * that has gone by can have changed nobody, a pass is cut short: it looks only at customers that were
 * changed since the last one. What changes the others is a new day, the time of a date, an hour of a
 * window in hours, or a publish, such as that of a model that was learned.
 */
export function planEvaluations(runtime: Swept, set: DefinitionSet, late: Lateness): void {
  const { agenda, catalog, customers, sweep, evaluate } = runtime;
  const definitions = compileDefinitions(set);
  if (!isEvaluable(definitions)) return;
  const settings = sweepSettingsOf(set.settings);
  const minutes = minutesOf(definitions);
  const isByHour = dependsOnHours(definitions, set);
  let last: { readonly at: Instant; readonly rev: number } | undefined;

  const pass = async (now: Instant): Promise<void> => {
    const { rev } = await catalog.catalog.definitions();
    const zones = new Set([settings.zone, ...customers.zones]);
    const isFull =
      last === undefined ||
      last.rev !== rev ||
      settings.everyHours === 24 ||
      isByHour ||
      isPassed(minutes, zones, last.at, now);
    last = { at: now, rev };
    const changed = customers.takeChanged();
    if (isFull) await sweep("evaluate");
    else await evaluate(changed);
  };
  const plan = (turn: Instant): void => {
    agenda.plan(turn + late(`sweep ${turn}`), async () => {
      plan(nextLook(turn));
      const now = agenda.clock.now();
      if (isEvaluationDue({ evaluated: last?.at, meaning: currentMeaning }, now, settings))
        await pass(now);
    });
  };
  plan(nextLook(agenda.clock.now()));
}

/** Minutes of the day at which time may decide something: midnight, and the times of dates. */
function minutesOf({ live }: Definitions): readonly number[] {
  const minutes = new Set([0]);
  for (const { entry } of live.values()) {
    if (entry.trigger?.kind === "date") minutes.add(entry.trigger.minute);
  }
  return [...minutes];
}

/**
 * Whether any hour may change somebody: a window is in hours, a date is moved by hours, or a journey
 * takes in members and asks a condition of them. Other journeys look at their windows when an event
 * or a wake brings a customer there.
 */
function dependsOnHours(
  { live }: Definitions,
  { journeys: _, ...evaluated }: DefinitionSet,
): boolean {
  const entries = [...live.values()].map(({ entry }) => entry);
  return (
    namesHours(evaluated) ||
    entries.some(({ trigger }) => trigger?.kind === "date" && trigger.offset.ms !== 0) ||
    entries.some((entry) => entry.members !== undefined && entry.if !== undefined)
  );
}

/** Whether any `within` is in hours. */
function namesHours(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return false;
  return Object.entries(part).some(([key, value]) => {
    if (key !== "within" || typeof value !== "string") return namesHours(value);
    const parsed = parseDuration(value);
    return parsed.ok && parsed.duration.ms > 0;
  });
}

/** Whether the clock of any zone has shown any of the minutes since. */
function isPassed(
  minutes: readonly number[],
  zones: ReadonlySet<string>,
  since: Instant,
  now: Instant,
): boolean {
  const days = (at: Instant, zone: string, minute: number) =>
    Math.floor((at + offsetAt(at, zone) - minute * MINUTE) / DAY);
  return [...zones].some((zone) =>
    minutes.some((minute) => days(since, zone, minute) !== days(now, zone, minute)),
  );
}
