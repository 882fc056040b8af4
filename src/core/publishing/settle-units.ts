import { ownerOf } from "../attributes/groups-of.ts";
import type { DefinitionSet } from "../definitions/definitions.ts";
import type { Instant } from "../time/instant.ts";
import { type Candidate, type Candidates, listCandidates } from "./candidates.ts";
import { checkSet } from "./check-set.ts";
import { type ChosenSet, checkDeclared, type SetContext } from "./chosen-set.ts";
import { describeProblem, error, isBlocking, type Problem, placeInFile } from "./problem.ts";

/** What goes live together, and why what is left out is left out. */
export interface Settled {
  readonly set: ChosenSet;
  /** New files that can't go live yet, or deletions that can't be, with the reason. */
  readonly turnedDown: ReadonlyMap<string, readonly Problem[]>;
  /** What the set says of what is in it: advice, and what was wrong before. */
  readonly said: ReadonlyMap<string, readonly Problem[]>;
}

type Reasons = Map<string, Problem[]>;

/**
 * Finds the changes that fit each other and what stays (DESIGN §7). A new file that names what is
 * not there is left out. A change that would break something that stays as it is, is left out too:
 * then all new files are looked at again without it. Every round leaves out at least one more.
 * @param heldBack changes that must not go live yet, by unit
 */
export function settleUnits(
  all: Candidates,
  live: DefinitionSet | undefined,
  now: Instant,
  heldBack: ReadonlyMap<string, Problem[]> = new Map(),
): Settled {
  const breaking: Reasons = new Map([...heldBack, ...keepSettings(all)]);
  const before = brokenBefore(live, now);
  for (;;) {
    const { turnedDown, context, said } = leaveOutBroken(all, breaking, now);
    const broken = [
      ...brokenStayers(all, turnedDown, said),
      ...brokenVersions(context, all, live),
    ].filter((problem) => !before.has(describeProblem(problem)));
    const culprits = findCulprits(all, turnedDown, broken);
    if (culprits.size === 0) return { set: context, turnedDown, said };
    for (const [unit, problems] of culprits) breaking.set(unit, problems);
  }
}

function keepSettings({ settings }: Candidates): [string, Problem[]][] {
  if (settings.change !== "gone" || settings.live === undefined) return [];
  const finding = error("", "every journey needs it; it can be changed, not deleted");
  return [["settings.json", [{ path: settings.path, ...finding }]]];
}

/** The set with every change but those turned down, and with those whose own references are broken. */
function leaveOutBroken(all: Candidates, breaking: Reasons, now: Instant) {
  const turnedDown: Reasons = new Map(breaking);
  for (;;) {
    const context = choose(all, turnedDown, now);
    const said = checkSet(context);
    const broken = listCandidates(all).filter(
      ([unit, { change }]) =>
        change === "new" && !turnedDown.has(unit) && said.get(unit)?.some(isBlocking),
    );
    const [first] = broken;
    if (first === undefined) return { turnedDown, context, said };
    // What is named comes before what names it: a journey may fit the template that stays.
    const layer = layerOf(first[0]);
    for (const [unit] of broken) {
      if (layerOf(unit) === layer) turnedDown.set(unit, [...(said.get(unit) ?? [])]);
    }
  }
}

/** `settings.json`, `attributes`, `segments`, `templates`, `journeys`. */
function layerOf(unit: string): string {
  return unit.split("/")[0] ?? unit;
}

function choose(all: Candidates, turnedDown: Reasons, now: Instant): SetContext {
  const pick = <T>(unit: string, { change, file, live }: Candidate<T>): T | undefined => {
    if (turnedDown.has(unit)) return live;
    return change === "new" ? file : change === "gone" ? undefined : live;
  };
  const among = <T>(folder: string, candidates: ReadonlyMap<string, Candidate<T>>) =>
    new Map(
      [...candidates].flatMap(([name, one]) => {
        const value = pick(`${folder}/${name}`, one);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  const journeys = among("journeys", all.journeys);
  const named = [...journeys.keys()].map((name) => `journeys/${name}`);
  const saved = listCandidates(all).flatMap(([unit, one]) => (one.saved ? [unit] : []));
  return {
    settings: pick("settings.json", all.settings),
    journeys,
    attributes: among("attributes", all.attributes),
    segments: among("segments", all.segments),
    templates: among("templates", all.templates),
    saved: new Set([...saved, ...named]),
    now,
  };
}

/** What was wrong with what is live before any change, as after rules have become stricter. */
function brokenBefore(live: DefinitionSet | undefined, now: Instant): ReadonlySet<string> {
  if (live === undefined) return new Set();
  const entered = live.journeys.filter((one) => one.live).map(({ journey }) => journey);
  const byName = <T extends { name: string }>(all: readonly T[]) =>
    new Map(all.map((value) => [value.name, value]));
  const said = checkSet({
    settings: live.settings,
    journeys: byName(entered),
    attributes: byName(live.attributes ?? []),
    segments: byName(live.segments),
    templates: byName(live.templates),
    saved: new Set(entered.map(({ name }) => `journeys/${name}`)),
    now,
  });
  return new Set([...said.values()].flatMap((problems) => problems.map(describeProblem)));
}

/** What would stay as it is, and would no longer work. */
function brokenStayers(
  all: Candidates,
  turnedDown: Reasons,
  said: ReadonlyMap<string, readonly Problem[]>,
): Problem[] {
  return listCandidates(all).flatMap(([unit, { change }]) => {
    const stays = change === "none" || turnedDown.has(unit);
    return stays ? (said.get(unit) ?? []).filter(isBlocking) : [];
  });
}

/** Versions that customers may still be in need their calendar: without it they can't be read. */
function brokenVersions(
  { settings, journeys }: ChosenSet,
  { settings: { live: before } }: Candidates,
  live: DefinitionSet | undefined,
): Problem[] {
  return (live?.journeys ?? []).flatMap(({ journey, version }) => {
    const calendar = journey.sendWindow?.calendar;
    if (calendar === undefined || before?.calendars?.[calendar] === undefined) return [];
    // The one that is entered speaks for itself.
    if (journeys.get(journey.name) === journey) return [];
    const path = `journeys/${journey.name}.json, version ${version}`;
    return checkDeclared("sendWindow.calendar", "calendar", calendar, settings?.calendars).map(
      (finding) => ({ path, ...finding }),
    );
  });
}

/** The changes that break something: what a broken one names, if that changes, else the settings. */
function findCulprits(all: Candidates, turnedDown: Reasons, broken: readonly Problem[]): Reasons {
  const changing = new Map(
    listCandidates(all).filter(([unit, { change }]) => change !== "none" && !turnedDown.has(unit)),
  );
  const culprits: Reasons = new Map();
  for (const problem of broken) {
    for (const unit of unitsToBlame(problem)) {
      const culprit = changing.get(unit);
      if (culprit === undefined) continue;
      const said = { path: culprit.path, ...error("", blame(culprit, problem)) };
      culprits.set(unit, [...(culprits.get(unit) ?? []), said]);
      break;
    }
  }
  return culprits;
}

/** A segment that is not there may be one that an attribute gave. */
function unitsToBlame({ names = "settings.json", found = "" }: Problem): string[] {
  return [names, `attributes/${ownerOf(found)}`, "settings.json"];
}

function blame({ change }: Candidate<unknown>, problem: Problem): string {
  if (change === "gone") return `is used by ${placeInFile(problem)}`;
  return `would break ${describeProblem(problem)}`;
}
