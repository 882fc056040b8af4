import type { Attribute } from "../definitions/attribute.ts";
import type { DefinitionSet } from "../definitions/definitions.ts";
import type { Journey } from "../definitions/journey.ts";
import type { Segment } from "../definitions/segment.ts";
import type { Settings } from "../definitions/settings.ts";
import type { Template } from "../definitions/template.ts";
import { readFilePath, templatePath } from "./file-path.ts";
import type { Problem } from "./problem.ts";
import type { ReadSet } from "./read-definitions.ts";
import type { Read } from "./read-json.ts";
import { sameDefinition } from "./same-definition.ts";

/**
 * What may be live under one name: what the newest file says, or what is live now.
 * `change` says what the files ask for: new: something else than what is live · none: the same, or
 * nothing good · gone: its files were deleted.
 */
export interface Candidate<T> {
  /** The file that the verdict is told beside. */
  readonly path: string;
  readonly change: "new" | "none" | "gone";
  readonly file: T | undefined;
  readonly live: T | undefined;
  /** Whether it has a file, good or not. */
  readonly saved: boolean;
  /** What the file says by itself is wrong. */
  readonly problems: readonly Problem[];
}

export interface Candidates {
  readonly settings: Candidate<Settings>;
  readonly journeys: ReadonlyMap<string, Candidate<Journey>>;
  readonly attributes: ReadonlyMap<string, Candidate<Attribute>>;
  readonly segments: ReadonlyMap<string, Candidate<Segment>>;
  readonly templates: ReadonlyMap<string, Candidate<Template>>;
}

type Named = { readonly name: string };

/** @param deleted paths whose newest save is their deletion */
export function findCandidates(
  read: ReadSet,
  deleted: readonly string[],
  live: DefinitionSet | undefined,
): Candidates {
  const gone = new Set(deleted.flatMap(unitOf));
  const all = <T extends Named>(
    folder: string,
    pathOf: (name: string) => string,
    files: ReadonlyMap<string, Read<T>>,
    living: readonly T[],
  ): Map<string, Candidate<T>> => {
    const byName = new Map(living.map((value) => [value.name, value]));
    const prefix = `${folder}/`;
    const names = [...gone].filter((unit) => unit.startsWith(prefix));
    const every = new Set([
      ...files.keys(),
      ...byName.keys(),
      ...names.map((unit) => unit.slice(prefix.length)),
    ]);
    return new Map(
      [...every].map((name) => [
        name,
        candidate(pathOf(name), files.get(name), byName.get(name), gone.has(prefix + name)),
      ]),
    );
  };
  const entered = (live?.journeys ?? []).filter((one) => one.live).map(({ journey }) => journey);
  return {
    settings: candidate("settings.json", read.settings, live?.settings, gone.has("settings.json")),
    journeys: all("journeys", (name) => `journeys/${name}.json`, read.journeys, entered),
    attributes: all(
      "attributes",
      (name) => `attributes/${name}.json`,
      read.attributes,
      live?.attributes ?? [],
    ),
    segments: all(
      "segments",
      (name) => `segments/${name}.json`,
      read.segments,
      live?.segments ?? [],
    ),
    templates: all("templates", templatePath, read.templates, live?.templates ?? []),
  };
}

function candidate<T>(
  path: string,
  read: Read<T> | undefined,
  live: T | undefined,
  deleted: boolean,
): Candidate<T> {
  const file = read?.value;
  const gone = read === undefined && deleted;
  const isNew = file !== undefined && !(live !== undefined && sameDefinition(file, live));
  const change = gone ? "gone" : isNew ? "new" : "none";
  return { path, change, file, live, saved: read !== undefined, problems: read?.problems ?? [] };
}

function unitOf(path: string): string[] {
  const file = readFilePath(path);
  switch (file.kind) {
    case "settings":
      return ["settings.json"];
    case "journey":
      return [`journeys/${file.name}`];
    case "segment":
      return [`segments/${file.name}`];
    case "attribute":
      return [`attributes/${file.name}`];
    case "template":
      return [`templates/${file.name}`];
    case "ignored":
    case "unknown":
      return [];
  }
}

/** Every unit with its candidate: `settings.json` first, `journeys/x` last. */
export function listCandidates(all: Candidates): (readonly [string, Candidate<unknown>])[] {
  const named = (["attributes", "segments", "templates", "journeys"] as const).flatMap((folder) =>
    [...all[folder]].map(([name, one]) => [`${folder}/${name}`, one] as const),
  );
  return [["settings.json", all.settings], ...named];
}
