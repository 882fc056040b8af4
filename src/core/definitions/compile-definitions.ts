import type { CompileContext } from "../conditions/subject.ts";
import { createTracks } from "../conditions/tracks.ts";
import { localDay } from "../time/zone.ts";
import { compileJourney } from "./compile-journey.ts";
import { compileSettings } from "./compile-settings.ts";
import type { CompiledJourney, DefinitionSet, Definitions } from "./definitions.ts";

/**
 * Compiles what has been published. Give it a set that {@link checkFiles} accepted.
 * @throws RangeError where a definition names what is not there: a bug or a broken catalog
 */
export function compileDefinitions(set: DefinitionSet): Definitions {
  const tracks = createTracks();
  const segments = new Map(set.segments.map((segment) => [segment.name, segment.when]));
  const context: CompileContext = { tracks, segment: (name) => segments.get(name) };
  const settings = compileSettings(set.settings);
  const versions = new Map<string, CompiledJourney>();
  const live = new Map<string, CompiledJourney>();
  const newest = new Map<string, number>();
  const entriesOn = new Map<string, CompiledJourney[]>();
  for (const published of set.journeys) {
    const journey = compileJourney(published.journey, published.version, set.settings, context);
    versions.set(versionKey(journey.name, journey.version), journey);
    newest.set(journey.name, Math.max(newest.get(journey.name) ?? 0, journey.version));
    if (!published.live) continue;
    live.set(journey.name, journey);
    if (journey.definition.status !== "live") continue;
    const { event } = journey.entry;
    entriesOn.set(event, [...(entriesOn.get(event) ?? []), journey]);
  }
  return {
    rev: set.rev,
    settings,
    live,
    entriesOn,
    tracks: tracks.list(),
    templates: new Map(set.templates.map((template) => [template.name, template])),
    journey: (name, version) => versions.get(versionKey(name, version)),
    newest,
    today: (now) => localDay(now, settings.zone),
  };
}

function versionKey(name: string, version: number): string {
  return `${name}@${version}`;
}
