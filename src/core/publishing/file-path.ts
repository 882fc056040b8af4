import { templateParts } from "../channels/channels.ts";
import { name as nameSchema } from "../definitions/words.ts";
import { parsePartName } from "../messages/template-part.ts";
import { nearestWord } from "./nearest-word.ts";

/** What a path in the bucket stands for. */
export type FilePath =
  | { readonly kind: "settings" }
  | { readonly kind: "journey" | "segment" | "attribute"; readonly name: string }
  | { readonly kind: "template"; readonly name: string; readonly file: string }
  /** Not a definition, and nobody means it to be one. */
  | { readonly kind: "ignored" }
  | { readonly kind: "unknown"; readonly message: string; readonly nearest?: string };

const folders = ["journeys", "segments", "attributes", "templates"] as const;
/** What a file of a folder with one file each is. */
const kinds = { journeys: "journey", segments: "segment", attributes: "attribute" } as const;

const headerFile = "template.json";

/** Reads a path relative to the bucket or folder, with forward slashes. */
export function readFilePath(path: string): FilePath {
  if (isIgnored(path)) return { kind: "ignored" };
  if (path === "settings.json") return { kind: "settings" };
  const [folder = "", name = "", file, ...deeper] = path.split("/");
  if (deeper.length === 0) {
    if (isPlain(folder) && file === undefined) {
      const base = /^(.*)\.json$/.exec(name)?.[1];
      if (base !== undefined && isName(base)) return { kind: kinds[folder], name: base };
    }
    if (folder === "templates" && file !== undefined && isName(name)) {
      if (file === headerFile || parsePartName(file) !== undefined) {
        return { kind: "template", name, file };
      }
    }
  }
  const nearest = nearestPath(path);
  const message =
    nearest === undefined
      ? "nothing is published from here; write journeys/<name>.json, segments/<name>.json, attributes/<name>.json, templates/<name>/… or settings.json"
      : `nothing is published from here; did you mean "${nearest}"?`;
  return { kind: "unknown", message, ...(nearest !== undefined && { nearest }) };
}

/** Our own reports and schemas, notes for people, hidden files, and events that are only played. */
function isIgnored(path: string): boolean {
  return (
    path.endsWith(".report.json") ||
    path.endsWith(".md") ||
    /^(?:schemas|events)\//.test(path) ||
    path.split("/").some((part) => part.startsWith("."))
  );
}

function isName(text: string): boolean {
  return nameSchema.safeParse(text).success;
}

function isPlain(folder: string): folder is keyof typeof kinds {
  return Object.hasOwn(kinds, folder);
}

/** The valid path that was probably meant. */
function nearestPath(path: string): string | undefined {
  const parts = path.split("/");
  const file = parts.at(-1) ?? "";
  const [base = ""] = file.split(".");
  if (parts.length === 1) return nearestWord(file, ["settings.json"]);
  const folder = nearestWord(parts[0] ?? "", folders);
  if (folder === undefined) return undefined;
  if (folder !== "templates") return `${folder}/${nameFrom(base)}.json`;
  const name = nameFrom(parts.length > 2 ? (parts[1] ?? "") : base);
  const known = [...templateParts, headerFile];
  const extension = file.slice(file.lastIndexOf("."));
  const part =
    nearestWord(file, known) ??
    templateParts.find((other) => other.startsWith(`${base}.`)) ??
    known.find((other) => other.endsWith(extension)) ??
    "<part>";
  return `templates/${name}/${part}`;
}

/** "My Journey" → my-journey. */
function nameFrom(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return name === "" ? "<name>" : name;
}

/** The file that a template's verdict is told beside. */
export function templatePath(name: string): string {
  return `templates/${name}/${headerFile}`;
}
