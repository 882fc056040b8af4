import type { DefinitionSet } from "../definitions/definitions.ts";
import type { Journey } from "../definitions/journey.ts";
import { segmentsIn } from "./check-segment.ts";
import type { ChosenSet } from "./chosen-set.ts";
import { sameDefinition } from "./same-definition.ts";
import { conditionsOf, walkSteps } from "./walk-steps.ts";

type Version = DefinitionSet["journeys"][number];

/** Older versions kept for customers who are still in them. */
const keptVersions = 20;

/**
 * The set that goes live, of the next rev; undefined when nothing changes or there are no settings.
 * A changed journey gets the next version, and what its older versions need stays, deleted or not.
 */
export function nextSet(
  chosen: ChosenSet,
  live: DefinitionSet | undefined,
): DefinitionSet | undefined {
  if (chosen.settings === undefined) return undefined;
  const before = live?.journeys ?? [];
  const names = new Set([...before.map(({ journey }) => journey.name), ...chosen.journeys.keys()]);
  const journeys = [...names].toSorted().flatMap((name) =>
    nextVersions(
      chosen.journeys.get(name),
      before.filter(({ journey }) => journey.name === name),
    ),
  );
  const older = journeys.filter((one) => !one.live).map(({ journey }) => journey);
  const content = {
    settings: chosen.settings,
    journeys,
    segments: withNeeded(chosen.segments, live?.segments ?? [], segmentsNeededBy(older, live)),
    templates: withNeeded(chosen.templates, live?.templates ?? [], templatesNeededBy(older)),
  };
  if (live !== undefined && sameDefinition({ ...content, rev: live.rev }, sorted(live))) {
    return undefined;
  }
  return { rev: (live?.rev ?? 0) + 1, ...content };
}

/** A catalog may list what is live in any order. */
function sorted({ rev, settings, journeys, segments, templates }: DefinitionSet): DefinitionSet {
  return {
    rev,
    settings,
    journeys: journeys.toSorted(
      (a, b) => compare(a.journey.name, b.journey.name) || a.version - b.version,
    ),
    segments: segments.toSorted((a, b) => compare(a.name, b.name)),
    templates: templates.toSorted((a, b) => compare(a.name, b.name)),
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Oldest first; the live one is the last. */
function nextVersions(journey: Journey | undefined, before: readonly Version[]): Version[] {
  const current = before.find((one) => one.live);
  if (journey !== undefined && current !== undefined && sameDefinition(journey, current.journey)) {
    return keep(before, current);
  }
  const newest = Math.max(0, ...before.map(({ version }) => version));
  const retired = before.map((one) => ({ ...one, live: false }));
  if (journey === undefined) return keep(retired, undefined);
  return keep(retired, { journey, version: newest + 1, live: true });
}

/**
 * Nobody enters a draft or an ended journey, so nobody is in such a version: it is let go, but for
 * the newest of a deleted journey, after which the next version is counted.
 */
function keep(versions: readonly Version[], current: Version | undefined): Version[] {
  const sorted = versions.toSorted((a, b) => a.version - b.version);
  const last = current ?? sorted.at(-1);
  const older = sorted
    .filter((one) => one.version !== last?.version && one.journey.status === "live")
    .slice(-keptVersions);
  return last === undefined ? older : [...older, last];
}

function withNeeded<T extends { readonly name: string }>(
  chosen: ReadonlyMap<string, T>,
  live: readonly T[],
  needed: ReadonlySet<string>,
): T[] {
  const retained = live.filter(({ name }) => needed.has(name) && !chosen.has(name));
  return [...chosen.values(), ...retained].toSorted((a, b) => compare(a.name, b.name));
}

function templatesNeededBy(journeys: readonly Journey[]): Set<string> {
  const steps = journeys.flatMap((journey) => walkSteps(journey.steps));
  return new Set(steps.flatMap(({ step }) => (step.do === "send" ? [step.template] : [])));
}

/** Those that their conditions name, and those that these name. */
function segmentsNeededBy(
  journeys: readonly Journey[],
  live: DefinitionSet | undefined,
): Set<string> {
  const segments = new Map(live?.segments.map((segment) => [segment.name, segment]));
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    const segment = segments.get(name);
    if (segment === undefined) return;
    for (const { name: next } of segmentsIn({ condition: segment.when, place: "" })) need(next);
  };
  for (const { steps, entry } of journeys) {
    const conditions = walkSteps(steps).flatMap(conditionsOf);
    if (entry.if) conditions.push({ condition: entry.if, place: "entry.if" });
    for (const { name } of conditions.flatMap(segmentsIn)) need(name);
  }
  return needed;
}
