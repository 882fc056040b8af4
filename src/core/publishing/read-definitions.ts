import { type Attribute, attribute } from "../definitions/attribute.ts";
import { type Journey, journey } from "../definitions/journey.ts";
import { type Segment, segment } from "../definitions/segment.ts";
import { type Settings, settings, withZone } from "../definitions/settings.ts";
import type { Template } from "../definitions/template.ts";
import type { FileText } from "../text/decode-utf8.ts";
import { checkAttribute } from "./check-attribute.ts";
import { checkJourney } from "./check-journey.ts";
import { checkSegment } from "./check-segment.ts";
import { checkSettings } from "./check-settings.ts";
import { readFilePath } from "./file-path.ts";
import { error, type Problem } from "./problem.ts";
import { type Read, readJson } from "./read-json.ts";
import { readTemplate } from "./read-template.ts";

/** Every file of a set, read by itself, by unit: `journeys/winback`, `templates/x`, `settings.json`. */
export interface ReadSet {
  readonly settings: Read<Settings> | undefined;
  readonly journeys: ReadonlyMap<string, Read<Journey>>;
  readonly attributes: ReadonlyMap<string, Read<Attribute>>;
  readonly segments: ReadonlyMap<string, Read<Segment>>;
  readonly templates: ReadonlyMap<string, Read<Template>>;
  /** Files at a path that nothing is published from. */
  readonly strays: readonly Problem[];
}

/** What a stage adds to its files. */
export interface StageFacts {
  /** Zone of settings that name none. @default UTC */
  readonly defaultZone?: string | undefined;
  /** The SES identity, an address or a domain, that its emails may come from. @default not known */
  readonly sender?: string | undefined;
  /**
   * What settings mean that say nothing of `addresses`: it is published with them. Undefined:
   * nothing, as in sets of 0.2.0. @default replace
   */
  readonly addresses?: Settings["addresses"];
}

/** Where no stage is at hand, such as in `sojourn check`. */
const lastResort = "UTC";

function readSettings(
  path: string,
  text: FileText,
  { defaultZone = lastResort, sender, ...stage }: StageFacts,
): Read<Settings> {
  const read = readJson(path, text, settings, (file) =>
    checkSettings(withZone(file, defaultZone), sender),
  );
  const { value } = read;
  if (value === undefined) return { ...read, value };
  const { addresses = "addresses" in stage ? stage.addresses : "replace" } = value;
  const complete = withZone(value, defaultZone);
  return { ...read, value: addresses === undefined ? complete : { ...complete, addresses } };
}

/** Reads files by path. Nothing that one file says can hide what another says. */
export function readDefinitions(
  files: ReadonlyMap<string, FileText>,
  stage: StageFacts = {},
): ReadSet {
  const set = {
    settings: undefined as Read<Settings> | undefined,
    journeys: new Map<string, Read<Journey>>(),
    attributes: new Map<string, Read<Attribute>>(),
    segments: new Map<string, Read<Segment>>(),
    templates: new Map<string, Read<Template>>(),
    strays: [] as Problem[],
  };
  const folders = new Map<string, Map<string, FileText>>();
  for (const [path, text] of files) {
    const file = readFilePath(path);
    switch (file.kind) {
      case "ignored":
        break;
      case "unknown": {
        const { message, nearest } = file;
        set.strays.push({
          path,
          ...error("", message, { ...(nearest !== undefined && { nearest }) }),
        });
        break;
      }
      case "settings":
        set.settings = readSettings(path, text, stage);
        break;
      case "journey":
        set.journeys.set(file.name, named(file.name, readJson(path, text, journey, checkJourney)));
        break;
      case "segment":
        set.segments.set(file.name, named(file.name, readJson(path, text, segment, checkSegment)));
        break;
      case "attribute": {
        const read = readJson(path, text, attribute, checkAttribute);
        set.attributes.set(file.name, named(file.name, read));
        break;
      }
      case "template": {
        const folder = folders.get(file.name) ?? new Map<string, FileText>();
        folders.set(file.name, folder.set(file.file, text));
        break;
      }
    }
  }
  for (const [name, parts] of folders) set.templates.set(name, readTemplate(name, parts));
  return set;
}

/** The file's name and the name in it are one. */
function named<T extends { name: string }>(name: string, read: Read<T>): Read<T> {
  if (read.value === undefined || read.value.name === name) return read;
  const message = `"${read.value.name}" is not what the file is called; write "${name}"`;
  const finding = error("name", message, { found: read.value.name, wanted: name, nearest: name });
  return {
    ...read,
    value: undefined,
    problems: [{ path: read.path, ...finding }, ...read.problems],
  };
}
