import { type Computed, compileAttributes } from "../attributes/compile-attributes.ts";
import { conditionsIn } from "../attributes/conditions-in.ts";
import { allSegments, computedNames } from "../attributes/groups-of.ts";
import type { CompileContext } from "../conditions/subject.ts";
import { createTracks, type WantedFigure } from "../conditions/tracks.ts";
import { compileSegments, fromTheFirst, segmentsLetGo } from "../segments/compile-segments.ts";
import { localDay } from "../time/zone.ts";
import { compileJourney } from "./compile-journey.ts";
import { matchedRule } from "./compile-rule.ts";
import { compileSettings } from "./compile-settings.ts";
import type { CompiledJourney, DefinitionSet, Definitions, Since } from "./definitions.ts";
import type { EventRule, MatchedRule } from "./event-rule.ts";
import { eventValuesRead } from "./event-values.ts";

/** Told of each figure that a definition asks for. */
export type Asked = (unit: string, figure: WantedFigure & { readonly id: string }) => void;

/**
 * Compiles what has been published. Give it a set that {@link checkFiles} accepted.
 * @param note units are `segments/dormant`, `journeys/winback`; an older version's `journeys/winback@3`
 * @throws RangeError where a definition names what is not there: a bug or a broken catalog
 */
export function compileDefinitions(set: DefinitionSet, note?: Asked): Definitions {
  const tracks = createTracks();
  const settings = compileSettings(set.settings);
  for (const figure of set.figures ?? []) tracks.want(figure);
  const { attributes = [], models } = set;
  const all = allSegments(set);
  const segments = new Map(all.map((segment) => [segment.name, segment.when]));
  const asked = new Map<string, number>();
  const behind = new Map(
    attributes.map((one) => [one.name, conditionsIn(one).map(({ condition }) => condition)]),
  );
  const find = compileAttributes(attributes, models, (name) => contextOf(`attributes/${name}`));
  const context: CompileContext = {
    tracks,
    segment: (name) => segments.get(name),
    computed: (name) => find(name)?.value,
    whyNone: (name) => find(name)?.whyNone,
    behind: (name) => behind.get(name) ?? [],
    readAs: (attribute) => settings.readAs(attribute),
    wasIn: (name, days) => asked.set(name, Math.max(asked.get(name) ?? 0, days)),
  };
  const contextOf = (unit: string): CompileContext => {
    if (note === undefined) return context;
    const want = (figure: WantedFigure): string => {
      const id = tracks.want(figure);
      note(unit, { ...figure, id });
      return id;
    };
    return { ...context, tracks: { ...tracks, want } };
  };
  const sinceOf = (unit: string): Since => set.since?.[unit] ?? fromTheFirst;
  const versions = new Map<string, CompiledJourney>();
  const live = new Map<string, CompiledJourney>();
  const newest = new Map<string, number>();
  const entriesOn = new Map<string, CompiledJourney[]>();
  for (const published of set.journeys) {
    const journey = compileJourney(
      published,
      set.settings,
      contextOf(unitOf(published)),
      sinceOf(`journeys/${published.journey.name}`),
    );
    versions.set(versionKey(journey.name, journey.version), journey);
    newest.set(journey.name, Math.max(newest.get(journey.name) ?? 0, journey.version));
    if (!published.live) continue;
    live.set(journey.name, journey);
    if (journey.definition.status !== "live") continue;
    const { event } = journey.entry;
    entriesOn.set(event, [...(entriesOn.get(event) ?? []), journey]);
  }
  const computed = new Map<string, Computed>();
  for (const name of attributes.flatMap(computedNames)) {
    const found = find(name);
    if (found !== undefined) computed.set(name, found);
  }
  const settled = compileSegments(
    all,
    context,
    (name) => sinceOf(`segments/${name}`),
    asked,
    (name) => contextOf(`segments/${name}`),
  );
  const tracked = tracks.list();
  const listening = [...versions.values()].flatMap((journey) => journey.listening);
  const templates = new Map(set.templates.map((template) => [template.name, template]));
  const valuesRead = new Map<CompiledJourney, ReadonlySet<string>>();
  return {
    rev: set.rev,
    settings,
    live,
    entriesOn,
    tracks: tracked,
    matched: matchedOf(listening),
    published: set.at,
    preparedRev: Math.max(
      0,
      ...(set.figures ?? []).map(({ ready, since }) => (ready ? 0 : since.rev)),
    ),
    figureIds: new Set([...tracked.values()].flat().map(({ id }) => id)),
    templates,
    computed,
    segments: settled,
    segmentsRev: Math.max(
      sinceOf(segmentsLetGo).rev,
      ...settled.map(({ since }) => since.rev),
      ...(models ?? []).map(({ rev }) => rev),
    ),
    context,
    eventValues: (journey) => {
      const known = valuesRead.get(journey) ?? eventValuesRead(journey, templates);
      valuesRead.set(journey, known);
      return known;
    },
    journey: (name, version) => versions.get(versionKey(name, version)),
    newest,
    today: (now) => localDay(now, settings.zone),
  };
}

/** Rules that ask the same are one. */
function matchedOf(rules: readonly EventRule[]): Definitions["matched"] {
  const matched = new Map<string, Map<string, MatchedRule>>();
  for (const rule of rules) {
    const ofType = matched.get(rule.event) ?? new Map<string, MatchedRule>();
    matched.set(rule.event, ofType.set(rule.id, matchedRule(rule)));
  }
  return new Map([...matched].map(([event, ofType]) => [event, [...ofType.values()]]));
}

function unitOf({ journey, version, live }: DefinitionSet["journeys"][number]): string {
  return live ? `journeys/${journey.name}` : `journeys/${versionKey(journey.name, version)}`;
}

function versionKey(name: string, version: number): string {
  return `${name}@${version}`;
}
