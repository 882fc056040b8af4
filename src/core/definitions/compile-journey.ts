import { compileCondition } from "../conditions/compile-condition.ts";
import type { CompileContext } from "../conditions/subject.ts";
import { compileWhere } from "../conditions/value-test.ts";
import { fromTheFirst } from "../segments/compile-segments.ts";
import { rollingMs } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { parseDay, startOfDay } from "../time/zone.ts";
import { compileProgram, durationOf } from "../turns/compile-program.ts";
import type { Program } from "../turns/program.ts";
import { compileDateRule } from "./compile-date-rule.ts";
import { compileRule } from "./compile-rule.ts";
import { compileWindow } from "./compile-settings.ts";
import type { CompiledJourney, DefinitionSet, Goal, Since, Trigger } from "./definitions.ts";
import { entryRule, exitRule } from "./entry.ts";
import type { EventRule, SinceRule } from "./event-rule.ts";
import type { Entry, Journey } from "./journey.ts";
import { currentRules, isKeyed } from "./rules.ts";
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
  const { entry, reentry } = journey;
  const on = entryRule(journey);
  const keyed = isKeyed(rules) && "key" in entry ? { ...context, key: entry.key } : context;
  const counted = new Map<string, SinceRule>();
  const counting: CompileContext = {
    ...keyed,
    sinceEntry: ({ place, figure, ...rule }) =>
      counted.set(place, { place, ...compileRule(rule, keyed, figure) }),
  };
  const program = compileProgram(journey.steps, journey.purpose, counting);
  const goal = compileGoal(journey, keyed);
  const exits = (journey.exitWhen ?? []).map((rule) => compileRule(exitRule(rule, journey), keyed));
  const sinceEntry = [...counted.values()];
  const rulesOf = [...exits, ...(goal ? [goal] : []), ...awaitedIn(program), ...sinceEntry];
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
    goal,
    exits,
    sendWindow: window && compileWindow(window, settings),
    priority: journey.priority ?? 0,
    yieldWindow:
      journey.yieldWindow === undefined ? undefined : rollingMs(durationOf(journey.yieldWindow)),
    deferAtMost: rollingMs(durationOf(journey.deferAtMost ?? defaultDeferral)),
    sinceEntry,
    listening: isKeyed(rules) ? rulesOf : [],
    compares: [
      ...new Set(rulesOf.flatMap(({ compared }) => compared.map(({ trigger }) => trigger))),
    ],
    usesTrigger: usesTrigger(journey),
  };
}

/** The first moment of a day of the shop's zone, or of the day after it. */
function edge(text: string, add: number, settings: Settings): Instant {
  const day = parseDay(text);
  if (day === undefined) throw new RangeError(`"${text}" is no date`);
  return startOfDay(day + add, settings.zone);
}

function compileReentry(reentry: Journey["reentry"]): CompiledJourney["reentry"] {
  const atOnce = { months: 0, days: 0, ms: 0 };
  if (reentry === "never") return { after: atOnce, atMost: 1 };
  if (reentry === "always") return { after: atOnce, atMost: Number.POSITIVE_INFINITY };
  return {
    after: reentry.after === undefined ? atOnce : durationOf(reentry.after),
    atMost: reentry.atMost ?? Number.POSITIVE_INFINITY,
  };
}

function awaitedIn({ nodes }: Program): EventRule[] {
  return [...nodes.values()].flatMap((node) => (node.kind === "waitFor" ? [node.rule] : []));
}

/** Whether a step looks at the properties of the event that started it; filters know them already. */
function usesTrigger({ steps }: Journey): boolean {
  const text = JSON.stringify(steps, (name, value) => (name === "where" ? undefined : value));
  return /"(?:trigger|from)":/.test(text);
}

function compileTrigger(entry: Entry, context: CompileContext): Trigger | undefined {
  if ("attribute" in entry) {
    const every = entry.monthly ? "month" : entry.yearly ? "year" : "once";
    return { kind: "date", ...compileDateRule(entry), every };
  }
  if ("days" in entry) {
    const rule = compileRule({ event: entry.event, where: entry.where }, context);
    return { kind: "inactivity", ...rule, days: entry.days.toSorted((a, b) => a - b) };
  }
  return undefined;
}

function compileGoal({ goal }: Journey, context: CompileContext): Goal | undefined {
  if (goal === undefined) return undefined;
  return {
    ...compileRule({ event: goal.event, where: goal.where, anyKey: goal.anyKey }, context),
    within: rollingMs(durationOf(goal.within)),
    value: goal.value,
  };
}
