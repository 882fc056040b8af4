import { compileCondition } from "../conditions/compile-condition.ts";
import type { CompileContext } from "../conditions/subject.ts";
import { compileWhere } from "../conditions/value-test.ts";
import { fromTheFirst } from "../segments/compile-segments.ts";
import { rollingMs } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { parseTimeOfDay } from "../time/local-clock.ts";
import { parseDay, startOfDay } from "../time/zone.ts";
import {
  compileProgram,
  defaultDateMinute,
  durationOf,
  offsetOf,
} from "../turns/compile-program.ts";
import { compileWindow } from "./compile-settings.ts";
import type { Where } from "./condition.ts";
import type {
  CompiledJourney,
  DefinitionSet,
  EventRule,
  Goal,
  Since,
  Trigger,
} from "./definitions.ts";
import { entryRule, exitRule } from "./entry.ts";
import type { Entry, Journey } from "./journey.ts";
import { currentRules } from "./rules.ts";
import type { Settings } from "./settings.ts";
import { parseShare } from "./vocabulary.ts";

type PublishedJourney = Pick<DefinitionSet["journeys"][number], "journey" | "version" | "rules">;

/** Capped messages wait at most so long for a free place, unless the journey says otherwise. */
const defaultDeferral = "7d";

/** One journey version, compiled. @throws RangeError for what {@link checkFiles} refuses */
export function compileJourney(
  { journey, version, rules = currentRules }: PublishedJourney,
  settings: Settings,
  context: CompileContext,
  since: Since = fromTheFirst,
): CompiledJourney {
  const counted = new Set<string>();
  const counting: CompileContext = { ...context, sinceEntry: (track) => counted.add(track) };
  const program = compileProgram(journey.steps, journey.purpose, counting);
  const { entry, reentry } = journey;
  const on = entryRule(journey);
  const window = journey.sendWindow ?? settings.sendWindow;
  return {
    name: journey.name,
    version,
    rules,
    definition: journey,
    purpose: journey.purpose,
    program,
    entry: {
      event: on.event,
      test: compileWhere(on.where),
      if: entry.if && compileCondition(entry.if, context),
      key: on.key,
      trigger: compileTrigger(entry, context),
      members: "segment" in entry && entry.members ? entry.segment : undefined,
    },
    since,
    opens: journey.from === undefined ? Number.NEGATIVE_INFINITY : edge(journey.from, 0, settings),
    closes: journey.to === undefined ? Number.POSITIVE_INFINITY : edge(journey.to, 1, settings),
    reentry: compileReentry(reentry),
    rollout: journey.rollout === undefined ? 1 : journey.rollout.percent / 100,
    holdout: journey.holdout === undefined ? 0 : parseShare(journey.holdout),
    goal: compileGoal(journey, context),
    exits: (journey.exitWhen ?? []).map((rule) => {
      const { event, where } = exitRule(rule, journey);
      return compileRule(event, where, context);
    }),
    sendWindow: window && compileWindow(window, settings),
    priority: journey.priority ?? 0,
    yieldWindow:
      journey.yieldWindow === undefined ? undefined : rollingMs(durationOf(journey.yieldWindow)),
    deferAtMost: rollingMs(durationOf(journey.deferAtMost ?? defaultDeferral)),
    sinceEntry: [...counted],
    usesTrigger: JSON.stringify(journey.steps).match(/"(?:trigger|from)":/) !== null,
  };
}

/** The first moment of a day of the shop's zone, or of the day after it. */
function edge(text: string, add: number, settings: Settings): Instant {
  const day = parseDay(text);
  if (day === undefined) throw new RangeError(`"${text}" is no date`);
  return startOfDay(day + add, settings.zone);
}

function compileReentry(reentry: Journey["reentry"]): CompiledJourney["reentry"] {
  if (reentry === "never") return { after: 0, atMost: 1 };
  if (reentry === "always") return { after: 0, atMost: Number.POSITIVE_INFINITY };
  return {
    after: reentry.after === undefined ? 0 : rollingMs(durationOf(reentry.after)),
    atMost: reentry.atMost ?? Number.POSITIVE_INFINITY,
  };
}

function compileRule(event: string, where: Where | undefined, context: CompileContext): EventRule {
  const track = context.tracks.want({ event, where, of: undefined, days: 0, recent: false });
  return { event, test: compileWhere(where), track };
}

function compileTrigger(entry: Entry, context: CompileContext): Trigger | undefined {
  if ("attribute" in entry) {
    const { attribute, offset = "0d", at, yearly, monthly } = entry;
    const every = monthly ? "month" : yearly ? "year" : "once";
    const minute = at === undefined ? defaultDateMinute : (parseTimeOfDay(at) ?? 0);
    return { kind: "date", attribute, offset: offsetOf(offset), minute, every };
  }
  if ("days" in entry) {
    const { track } = compileRule(entry.event, entry.where, context);
    return { kind: "inactivity", track, days: entry.days.toSorted((a, b) => a - b) };
  }
  return undefined;
}

function compileGoal(journey: Journey, context: CompileContext): Goal | undefined {
  const { goal } = journey;
  if (goal === undefined) return undefined;
  return {
    ...compileRule(goal.event, goal.where, context),
    within: rollingMs(durationOf(goal.within)),
    value: goal.value,
  };
}
