import { compileDefinitions } from "../core/definitions/compile-definitions.ts";
import type { DefinitionSet, Definitions } from "../core/definitions/definitions.ts";
import { isEvaluable } from "../core/sweep/plan-sweep.ts";
import { sweepSettingsOf } from "../core/sweep/sweep-settings.ts";
import { parseDuration } from "../core/time/duration.ts";
import { DAY, HOUR, type Instant, MINUTE } from "../core/time/instant.ts";
import { instantOf, localDay, offsetAt } from "../core/time/zone.ts";
import type { LocalRuntime } from "./runtime.ts";

type Swept = Pick<LocalRuntime, "agenda" | "customers" | "sweep">;

/**
 * Plans sweeps that evaluate, as often as the settings say, for as long as the agenda goes on. Those
 * that could find nothing are left out: an event settles its customer itself, and between two events
 * only a new day, the time of a date, or an hour of a window in hours makes a difference.
 */
export function planEvaluations({ agenda, customers, sweep }: Swept, set: DefinitionSet): void {
  const definitions = compileDefinitions(set);
  if (!isEvaluable(definitions)) return;
  const { everyHours, at, zone } = sweepSettingsOf(set.settings);
  const isByDay = everyHours === 24;
  const minutes = minutesOf(definitions);
  // Journeys have windows in hours, too, but look at them when they are there.
  const { journeys: _, ...evaluated } = set;
  const isByHour = namesHours(evaluated);

  const turnAfter = (now: Instant): Instant => {
    if (!isByDay) return (Math.floor(now / (everyHours * HOUR)) + 1) * everyHours * HOUR;
    const today = localDay(now, zone);
    const turn = instantOf(today, at, zone);
    return turn > now ? turn : instantOf(today + 1, at, zone);
  };
  let last = Number.NEGATIVE_INFINITY;
  let zones = new Set([zone]);
  const plan = (turn: Instant): void => {
    agenda.plan(turn, async () => {
      plan(turnAfter(turn));
      const isFirst = last < 0;
      if (!isFirst && !isByDay && !isByHour && !isPassed(minutes, zones, last, turn)) return;
      await sweep("evaluate");
      last = turn;
      zones = new Set([zone]);
      for (const customer of customers.all()) zones.add(customer.zone ?? zone);
    });
  };
  plan(turnAfter(agenda.clock.now()));
}

/** Minutes of the day at which time may decide something: midnight, and the times of dates. */
function minutesOf({ live }: Definitions): readonly number[] {
  const minutes = new Set([0]);
  for (const { entry } of live.values()) {
    if (entry.trigger?.kind === "date") minutes.add(entry.trigger.minute);
  }
  return [...minutes];
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
