import { readPart } from "../conditions/compile-ratio.ts";
import { longestKeptText } from "../conditions/tracks.ts";
import { longestDayWindow, windowDays } from "../conditions/window.ts";
import {
  type CustomerTest,
  type EventFigure,
  type EventLeaf,
  measureNames,
  type RatioLeaf,
  type TrendLeaf,
} from "../definitions/condition.ts";
import { reason } from "../reasons/reason.ts";
import { durationOf } from "../turns/compile-program.ts";
import { checkRange, checkWhere } from "./check-range.ts";
import { type ConditionScope, checkDays, checkWindow } from "./check-window.ts";
import { error, type Finding, problemOf } from "./problem.ts";

/** Measures of all events ever, and of which. */
const everMeasures = {
  first: "is what is said by the first event ever",
  last: "is what is said by the last event ever",
  favourite: "is of all events ever",
  daysSince: "counts from the last event ever",
  daysSinceFirst: "counts from the first event ever",
} as const;

export function checkEvent(leaf: EventLeaf, place: string, scope: ConditionScope): Finding[] {
  const findings = [
    ...checkWindow(leaf, place, scope),
    ...checkOfRun(leaf, place, leaf, scope),
    ...checkEver(leaf, place),
  ];
  for (const measure of measureNames) {
    findings.push(...checkRange(leaf[measure] ?? {}, `${place}.${measure}`));
  }
  const { values, favourites } = longestKeptText;
  findings.push(
    ...checkTexts(leaf.first, `${place}.first`, values),
    ...checkTexts(leaf.last, `${place}.last`, values),
    ...checkTexts(leaf.favourite, `${place}.favourite`, favourites),
  );
  if (leaf.distinctDays !== undefined) findings.push(...checkDistinctDays(leaf, place));
  if (leaf.sum !== undefined && leaf.average !== undefined && leaf.sum.of !== leaf.average.of) {
    findings.push(
      error(place, `sum and average of one condition are of one property; write two conditions`),
    );
  }
  return findings;
}

/** What asks for the run: only what is counted since its entry is counted for it. */
function checkOfRun(
  { where, anyKey }: Pick<EventFigure, "where" | "anyKey">,
  place: string,
  { since }: { readonly since?: "entry" | undefined },
  scope: ConditionScope,
): Finding[] {
  const ofRun = scope === "steps" && since === "entry";
  const unknown = anyKey !== undefined && !ofRun;
  return [
    ...checkWhere(where, `${place}.where`, ofRun),
    ...(unknown ? [problemOf("error", `${place}.anyKey`, reason("any-key-without-run"))] : []),
  ];
}

function isOfEver(measure: string): measure is keyof typeof everMeasures {
  return Object.hasOwn(everMeasures, measure);
}

function checkEver(leaf: EventLeaf, place: string): Finding[] {
  if ((leaf.within ?? leaf.since) === undefined) return [];
  const key = leaf.within === undefined ? "since" : "within";
  return measureNames.flatMap((measure) => {
    if (leaf[measure] === undefined || !isOfEver(measure)) return [];
    const message = `${everMeasures[measure]}; take out "${key}" or write two conditions`;
    return [error(`${place}.${measure}`, message)];
  });
}

/** A longer text equals nothing that is kept. */
function checkTexts(test: CustomerTest | undefined, place: string, longest: number): Finding[] {
  if (test === undefined) return [];
  return (["is", "isNot", "in", "contains"] as const).flatMap((key) => {
    const texts = [test[key]].flat().filter((value) => typeof value === "string");
    if (texts.every((text) => text.length <= longest)) return [];
    const message = `of a text the first ${longest} characters are kept; write a shorter one`;
    return [error(`${place}.${key}`, message)];
  });
}

function checkDistinctDays({ within, since }: EventLeaf, place: string): Finding[] {
  const why = "different days are counted in a window of days";
  // Beside "within" it is one too many, which is told already.
  if (since !== undefined && within !== undefined) return [];
  if (within !== undefined) return checkDays(within, place, why);
  return [error(`${place}.distinctDays`, `${why}; write "within": "30d"`)];
}

export function checkRatio(leaf: RatioLeaf, place: string, scope: ConditionScope): Finding[] {
  const [low, high] = leaf.between ?? [0, 0];
  const upsideDown = readPart(low) > readPart(high);
  return [
    ...checkWindow(leaf, place, scope),
    ...checkOfRun(leaf.ratio, `${place}.ratio`, leaf, scope),
    ...checkOfRun(leaf.to, `${place}.to`, leaf, scope),
    ...(upsideDown ? [error(`${place}.between`, `nothing is between ${low} and ${high}`)] : []),
  ];
}

/** The window before it reaches back as far again. */
function checkTwice(within: string, place: string): Finding[] {
  const days = windowDays(durationOf(within));
  if (days > longestDayWindow || 2 * days <= longestDayWindow) return [];
  const message = `with the window before it "${within}" reaches further back than 5y; write "30mo" or less`;
  return [error(`${place}.within`, message, { found: within, wanted: "30mo" })];
}

export function checkTrend(leaf: TrendLeaf, place: string, scope: ConditionScope): Finding[] {
  const key = leaf.down === undefined ? "up" : "down";
  const nothing = readPart(leaf.down ?? leaf.up ?? "0%") === 0;
  return [
    ...checkWindow(leaf, place, scope),
    ...checkDays(leaf.within, place, "a trend compares days"),
    ...checkTwice(leaf.within, place),
    ...checkOfRun(leaf.trend, `${place}.trend`, {}, scope),
    ...(nothing ? [error(`${place}.${key}`, "0% is no change; write how much, such as 50%")] : []),
  ];
}
