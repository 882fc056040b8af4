import { ownerOf } from "../attributes/groups-of.ts";
import type { Attribute } from "../definitions/attribute.ts";
import type { Journey } from "../definitions/journey.ts";
import type { Segment } from "../definitions/segment.ts";
import type { Settings } from "../definitions/settings.ts";
import type { Template } from "../definitions/template.ts";
import type { Instant } from "../time/instant.ts";
import { nearestOrKnown, nearestWord } from "./nearest-word.ts";
import type { Finding } from "./problem.ts";
import { givenBy } from "./references.ts";

/** One version of each definition, to be looked at together. */
export interface ChosenSet {
  readonly settings: Settings | undefined;
  readonly journeys: ReadonlyMap<string, Journey>;
  readonly segments: ReadonlyMap<string, Segment>;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly templates: ReadonlyMap<string, Template>;
}

/** A set and what else a check may ask. */
export interface SetContext extends ChosenSet {
  /** Every unit that has a file, good or not: `journeys/winback`, `templates/x`. */
  readonly saved: ReadonlySet<string>;
  readonly now: Instant;
}

/** A reference to another file. */
interface Reference {
  readonly place: string;
  readonly folder: "segments" | "attributes" | "templates";
  readonly name: string;
}

/** What a definition is called in a sentence. */
const kinds = {
  segments: "segment",
  attributes: "computed attribute",
  templates: "template",
} as const;

/** Waits for a file that is not there, or not good, yet; nothing when it is. */
export function checkReference({ place, folder, name }: Reference, set: SetContext): Finding[] {
  const known = knownIn(folder, set);
  if (known.includes(name)) return [];
  const names = unitFor(folder, name, set);
  const kind = kinds[folder];
  if (set.saved.has(names) && !isThere(names, set)) {
    const message = `${kind} "${name}" is not good yet; see ${names}`;
    return [{ place, severity: "waiting", message, found: name, names }];
  }
  const nearest = nearestWord(name, known);
  const hint = nearest === undefined ? `; waiting for ${names}` : nearestOrKnown(nearest, known);
  const more = nearest !== undefined && { nearest };
  const message = `no ${kind} "${name}"${hint}`;
  return [{ place, severity: "waiting", message, found: name, names, ...more }];
}

function knownIn(folder: Reference["folder"], set: SetContext): string[] {
  const given = givenBy(set.attributes);
  switch (folder) {
    case "segments":
      return [...set.segments.keys(), ...given.segments.keys()];
    case "attributes":
      return [...given.computed.keys()];
    case "templates":
      return [...set.templates.keys()];
  }
}

function isThere(unit: string, { attributes }: SetContext): boolean {
  const [folder, name = ""] = unit.split("/");
  return folder === "attributes" && attributes.has(name);
}

/** The file that would bring a name: of `rfm.sum` and of the segment `rfm.high` that of `rfm`. */
function unitFor(folder: Reference["folder"], name: string, { saved }: SetContext): string {
  const own = `${folder}/${name}`;
  const owner = `attributes/${ownerOf(name)}`;
  return folder !== "templates" && !saved.has(own) && saved.has(owner) ? owner : own;
}

/** A word that settings.json declares: purposes, calendars, the shop's own values. */
export function checkDeclared(
  place: string,
  kind: string,
  word: string,
  declared: object | undefined,
): Finding[] {
  const known = Object.keys(declared ?? {});
  if (known.includes(word)) return [];
  const nearest = nearestWord(word, known);
  const message = `no ${kind} "${word}" in settings.json${nearestOrKnown(nearest, known)}`;
  const more = nearest !== undefined && { nearest };
  return [{ place, severity: "error", message, found: word, names: "settings.json", ...more }];
}

/** What everything but templates and segments waits for. */
export function noSettings(): Finding {
  const message = "waiting for settings.json";
  return { place: "", severity: "waiting", message, names: "settings.json" };
}
