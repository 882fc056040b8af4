import type { DefinitionSet, PreparedFigure } from "../definitions/definitions.ts";
import type { Journey } from "../definitions/journey.ts";
import type { Settings } from "../definitions/settings.ts";
import { computedIn } from "../messages/message-values.ts";
import type { Instant } from "../time/instant.ts";
import type { ChosenSet } from "./chosen-set.ts";
import { everythingBehind, namedIn, namingOf, unitOfNamed } from "./references.ts";
import { sameDefinition } from "./same-definition.ts";
import { sinceWhen } from "./since-when.ts";
import { conditionsOf, walkSteps } from "./walk-steps.ts";

type Version = DefinitionSet["journeys"][number];

/** Older versions kept for customers who are still in them. */
const keptVersions = 20;

/**
 * The set that goes live, of the next rev; undefined when nothing changes or there are no settings.
 * A changed journey gets the next version, and what its older versions need stays, deleted or not.
 * @param figures that are filled in for definitions which wait for them
 */
export function nextSet(
  chosen: ChosenSet,
  live: DefinitionSet | undefined,
  now: Instant,
  figures: readonly PreparedFigure[] = [],
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
  const needed = namesNeededBy(older, live);
  const isNeeded = (folder: string) => (name: string) => needed.has(`${folder}/${name}`);
  const forTemplates = templatesNeededBy(older);
  const attributes = withNeeded(chosen.attributes, live?.attributes ?? [], isNeeded("attributes"));
  const models = (live?.models ?? []).filter(({ name, kind }) =>
    attributes.some((one) => one.name === name && one.kind === kind),
  );
  const content = {
    settings: withAddresses(chosen.settings, live?.settings),
    journeys,
    segments: withNeeded(chosen.segments, live?.segments ?? [], isNeeded("segments")),
    templates: withNeeded(chosen.templates, live?.templates ?? [], (name) =>
      forTemplates.has(name),
    ),
    ...(attributes.length > 0 && { attributes }),
    ...(models.length > 0 && { models }),
    ...(figures.length > 0 && { figures }),
  };
  if (live !== undefined && sameDefinition({ ...content, rev: live.rev }, sorted(live))) {
    return undefined;
  }
  const rev = (live?.rev ?? 0) + 1;
  return { rev, at: now, ...content, since: sinceWhen(content, live, { rev, at: now }) };
}

/** Settings that change say what holds for addresses: what a default decides never flips. */
function withAddresses(settings: Settings, live: Settings | undefined): Settings {
  const isSilent = settings.addresses === undefined;
  if (!isSilent || (live !== undefined && sameDefinition(settings, live))) return settings;
  return { ...settings, addresses: "add" };
}

/** A catalog may list what is live in any order. */
function sorted({
  since: _,
  at: __,
  journeys,
  segments,
  templates,
  ...set
}: DefinitionSet): DefinitionSet {
  const { figures = [], attributes = [], models = [], ...rest } = set;
  return {
    ...rest,
    ...(attributes.length > 0 && {
      attributes: attributes.toSorted((a, b) => compare(a.name, b.name)),
    }),
    ...(models.length > 0 && { models }),
    ...(figures.length > 0 && { figures: figures.toSorted((a, b) => compare(a.id, b.id)) }),
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
  isNeeded: (name: string) => boolean,
): T[] {
  const retained = live.filter(({ name }) => isNeeded(name) && !chosen.has(name));
  return [...chosen.values(), ...retained].toSorted((a, b) => compare(a.name, b.name));
}

function templatesNeededBy(journeys: readonly Journey[]): Set<string> {
  const steps = journeys.flatMap((journey) => walkSteps(journey.steps));
  return new Set(steps.flatMap(({ step }) => (step.do === "send" ? [step.template] : [])));
}

/** Segments and attributes that their conditions and templates name, and all that these hang on. */
function namesNeededBy(
  journeys: readonly Journey[],
  live: DefinitionSet | undefined,
): ReadonlySet<string> {
  const naming = namingOf(live);
  const named = journeys.flatMap(({ entry, steps }) => [
    ...("segment" in entry ? [{ folder: "segments", name: entry.segment } as const] : []),
    ...(entry.if ? namedIn({ condition: entry.if, place: "" }) : []),
    ...walkSteps(steps).flatMap(conditionsOf).flatMap(namedIn),
  ]);
  const templates = templatesNeededBy(journeys);
  const shown = (live?.templates ?? []).flatMap(({ name, header }) =>
    templates.has(name) ? computedIn(header) : [],
  );
  const all = [...named, ...shown.map((name) => ({ folder: "attributes", name }) as const)];
  return everythingBehind(
    all.map((one) => unitOfNamed(one, naming)),
    naming,
  );
}
