import type { ExitRule, Journey } from "../definitions/journey.ts";
import type { Step } from "../definitions/step.ts";
import { isDerived } from "../definitions/vocabulary.ts";
import { adviseKeys } from "./advise-keys.ts";
import { adviseUnreachable } from "./advise-unreachable.ts";
import { checkCondition } from "./check-condition.ts";
import { checkLength } from "./check-duration.ts";
import { checkWhere } from "./check-range.ts";
import { advice, error, type Finding } from "./problem.ts";
import { conditionsOf, type PlacedStep, walkSteps } from "./walk-steps.ts";

/** A whole journey is compiled and kept with every version; past this it is two journeys. */
const mostSteps = 200;
/** 50 passes of 50 passes are 2,500; a third repeat would make it 125,000. */
const deepestRepeat = 2;
/** More messages than this in one journey wear a customer out (O4). */
const manySends = 5;

/** What a journey's schema can't see and no other file is needed for. */
export function checkJourney(journey: Journey): Finding[] {
  const steps = walkSteps(journey.steps);
  const { entry, goal, exitWhen = [] } = journey;
  return [
    ...checkDates(journey),
    ...checkEntry(entry),
    ...("where" in entry ? checkWhere(entry.where, "entry.where") : []),
    ...(entry.if ? checkCondition({ condition: entry.if, place: "entry.if" }, "entry") : []),
    ...checkWhere(goal?.where, "goal.where", true),
    ...checkLength(goal?.within, "goal.within"),
    ...exitWhen.flatMap((rule, index) => checkExit(rule, `exitWhen[${index}]`, journey)),
    ...checkSize(steps),
    ...checkIds(steps),
    ...steps.flatMap(checkStep),
    ...steps.flatMap((placed) =>
      conditionsOf(placed).flatMap((condition) => checkCondition(condition, "steps")),
    ),
    ...adviseJourney(journey, steps),
  ];
}

function checkExit(rule: ExitRule, place: string, { entry }: Journey): Finding[] {
  if ("event" in rule) return checkWhere(rule.where, `${place}.where`, true);
  if (entry.on === "segment.entered") return [];
  const message = 'goes with "entry.on": "segment.entered"; else write the event that ends it';
  return [error(`${place}.segment`, message)];
}

/** What is only said of what a sweep looks for. */
function checkEntry(entry: Journey["entry"]): Finding[] {
  if ("attribute" in entry && entry.yearly && entry.monthly) {
    return [error("entry", 'write either "yearly" or "monthly", not both')];
  }
  if ("segment" in entry && entry.members && entry.on === "segment.left") {
    return [error("entry.members", 'goes with "segment.entered": who left has no members')];
  }
  if (isDerived(entry.on) && !("segment" in entry || "attribute" in entry || "days" in entry)) {
    return [
      error("entry", `"${entry.on}" needs what it is about; see schemas/journey.schema.json`),
    ];
  }
  return [];
}

function checkDates({ from, to }: Journey): Finding[] {
  // Dates of one form compare as texts.
  if (from === undefined || to === undefined || from <= to) return [];
  return [error("to", `"${to}" is before "from", ${from}`, { found: to })];
}

function checkSize(steps: readonly PlacedStep[]): Finding[] {
  const findings: Finding[] = [];
  if (steps.length > mostSteps) {
    findings.push(error("steps", `has ${steps.length} steps; at most ${mostSteps} make a journey`));
  }
  for (const { step, place, repeats } of steps) {
    if (step.do === "repeat" && repeats >= deepestRepeat) {
      findings.push(error(place, `a repeat in a repeat is the most; this one is deeper`));
    }
  }
  return findings;
}

function checkIds(steps: readonly PlacedStep[]): Finding[] {
  const first = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { step, place } of steps) {
    findings.push(...checkWays(step, place));
    if (step.id === undefined) continue;
    const other = first.get(step.id);
    if (other === undefined) first.set(step.id, place);
    else {
      const message = `"${step.id}" is the id of ${other} already`;
      findings.push(error(`${place}.id`, message, { found: step.id }));
    }
  }
  return findings;
}

/** The ids of cases and arms: part of the place of an enrollment, so unlike within their step. */
function checkWays(step: Step, place: string): Finding[] {
  if (step.do !== "branch" && step.do !== "split") return [];
  const [list, ids] =
    step.do === "branch"
      ? ["cases", step.cases.map(({ id }, index) => id ?? `case-${index + 1}`)]
      : ["arms", step.arms.map(({ id }) => id)];
  const reserved = step.do === "branch" ? "else" : "holdout";
  return ids.flatMap((id, index) => {
    const at = `${place}.${list}[${index}].id`;
    const other = ids.indexOf(id);
    if (other !== index) return [error(at, `"${id}" is the id of ${list}[${other}] already`)];
    return id === reserved ? [error(at, `"${id}" is what is left over; choose another id`)] : [];
  });
}

function checkStep({ step, place }: PlacedStep): Finding[] {
  switch (step.do) {
    case "send":
    case "offer":
      return checkLength(step.expires, `${place}.expires`);
    case "waitFor":
      return [
        ...checkWhere(step.where, `${place}.where`, true),
        ...checkLength(step.atMost, `${place}.atMost`),
      ];
    case "wait":
    case "branch":
    case "split":
    case "repeat":
    case "update":
    case "emit":
    case "task":
    case "exit":
      return [];
  }
}

function adviseJourney(journey: Journey, steps: readonly PlacedStep[]): Finding[] {
  const sends = steps.filter(({ step }) => step.do === "send").length;
  const findings: Finding[] = [];
  if (sends > manySends) {
    findings.push(
      advice("steps", `${sends} sends in one journey; more than ${manySends} tire people`),
    );
  }
  if (journey.goal === undefined) {
    findings.push(advice("goal", "no goal, so nobody can see whether the journey works"));
  }
  if (journey.exitWhen === undefined && sends > 0) {
    findings.push(
      advice("exitWhen", "no exit, so messages go on after the customer did what you wanted"),
    );
  }
  return [
    ...findings,
    ...adviseRepeats(steps),
    ...adviseKeys(journey),
    ...adviseUnreachable(journey, steps),
  ];
}

/** A repeat without a wait sends its messages all at once. */
function adviseRepeats(steps: readonly PlacedStep[]): Finding[] {
  return steps.flatMap(({ step, place }) => {
    if (step.do !== "repeat") return [];
    const kinds = new Set(walkSteps(step.steps).map((inside) => inside.step.do));
    const pauses = kinds.has("wait") || kinds.has("waitFor");
    return kinds.has("send") && !pauses
      ? [advice(place, "sends without a wait between the passes, so all at once")]
      : [];
  });
}
