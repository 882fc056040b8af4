import type { DefinitionSet } from "../definitions/definitions.ts";
import { defaultAddresses } from "../definitions/settings.ts";
import type { FileText } from "../text/decode-utf8.ts";
import type { Instant } from "../time/instant.ts";
import { checkSet } from "./check-set.ts";
import type { SetContext } from "./chosen-set.ts";
import { isBlocking, type Problem } from "./problem.ts";
import { type ReadSet, readDefinitions, type StageFacts } from "./read-definitions.ts";
import type { Read } from "./read-json.ts";

export interface CheckedFiles {
  /** By path, in the order of the files. */
  readonly problems: readonly Problem[];
  /** The files as a set to go live, of rev and versions 1, when nothing blocks it. */
  readonly set: DefinitionSet | undefined;
}

/**
 * Checks a set of files exactly as publish would.
 * @param files text by path, such as `journeys/winback.json`
 * @param around the moment that calendars are judged at, and what is live already: what the files
 *   name may be there; and what a stage adds to them
 */
export function checkFiles(
  files: ReadonlyMap<string, FileText>,
  around: {
    readonly now: Instant;
    readonly live?: DefinitionSet | undefined;
    readonly stage?: StageFacts | undefined;
  },
): CheckedFiles {
  const addresses = defaultAddresses(around.live?.settings);
  const read = readDefinitions(files, { ...around.stage, addresses });
  const context = contextOf(read, around.now, around.live);
  const bad = new Set(
    unitsOf(read).flatMap(([unit, { value }]) => (value === undefined ? [unit] : [])),
  );
  const mine = new Set(unitsOf(read).map(([unit]) => unit));
  const together = [...checkSet(context)].flatMap(([unit, problems]) =>
    mine.has(unit) ? problems : [],
  );
  const problems = [
    ...read.strays,
    ...unitsOf(read).flatMap(([, { problems }]) => problems),
    // What a file says of one that is bad itself is no news.
    ...together.filter(({ names }) => names === undefined || !bad.has(names)),
  ];
  const order = [...files.keys()];
  const sorted = problems.toSorted((a, b) => order.indexOf(a.path) - order.indexOf(b.path));
  return { problems: sorted, set: problems.some(isBlocking) ? undefined : setOf(context) };
}

/** Every unit with its reading. */
export function unitsOf(read: ReadSet): (readonly [string, Read<unknown>])[] {
  const named = (["attributes", "segments", "templates", "journeys"] as const).flatMap((folder) =>
    [...read[folder]].map(([name, unit]) => [`${folder}/${name}`, unit] as const),
  );
  return read.settings === undefined ? named : [["settings.json", read.settings], ...named];
}

function contextOf(read: ReadSet, now: Instant, live: DefinitionSet | undefined): SetContext {
  const entered = live?.journeys.filter((journey) => journey.live) ?? [];
  const saved = new Set(unitsOf(read).map(([unit]) => unit));
  for (const { journey } of entered) saved.add(`journeys/${journey.name}`);
  return {
    settings: read.settings === undefined ? live?.settings : read.settings.value,
    journeys: merge(
      entered.map(({ journey }) => journey),
      read.journeys,
    ),
    attributes: merge(live?.attributes ?? [], read.attributes),
    segments: merge(live?.segments ?? [], read.segments),
    templates: merge(live?.templates ?? [], read.templates),
    saved,
    now,
  };
}

/** What is live, and over it what the files say. */
function merge<T extends { readonly name: string }>(
  live: readonly T[],
  read: ReadonlyMap<string, Read<T>>,
): Map<string, T> {
  const merged = new Map(live.map((value) => [value.name, value]));
  for (const [name, { value }] of read) {
    if (value === undefined) merged.delete(name);
    else merged.set(name, value);
  }
  return merged;
}

function setOf(chosen: SetContext): DefinitionSet | undefined {
  const { settings, journeys, attributes, segments, templates } = chosen;
  if (settings === undefined) return undefined;
  return {
    rev: 1,
    settings,
    journeys: [...journeys.values()].map((journey) => ({ journey, version: 1, live: true })),
    ...(attributes.size > 0 && { attributes: [...attributes.values()] }),
    segments: [...segments.values()],
    templates: [...templates.values()],
  };
}
