import { mostJsonLevels } from "../read-exact-json.ts";
import { shortText } from "./place.ts";

/**
 * JSON for people: says the line and column of a slip and what to do about it, and refuses what
 * `JSON.parse` lets pass: a key written twice, and `__proto__`.
 */

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly line: number;
      readonly column: number;
      readonly message: string;
    };

class Slip extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: readFile(text) };
  } catch (error) {
    if (!(error instanceof Slip)) throw error;
    const before = text.slice(0, error.at).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return { ok: false, line: before.length, column, message: error.message };
  }
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

function readFile(text: string): unknown {
  // Windows editors begin a file with a byte order mark.
  const reader = { text, at: text.startsWith("\uFEFF") ? 1 : 0, depth: 0 };
  skipSpace(reader);
  if (reader.at === text.length) throw new Slip(reader.at, "the file is empty");
  const value = readValue(reader);
  skipSpace(reader);
  if (reader.at < text.length) throw new Slip(reader.at, `the file goes on after its end`);
  return value;
}

function skipSpace(reader: Reader): void {
  while (/[ \t\r\n]/.test(reader.text.charAt(reader.at))) reader.at++;
}

/** What stands here, as a person sees it. */
function seen({ text, at }: Reader): string {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 32);
  return at >= text.length ? "the end of the file" : `'${char}'`;
}

function slip(reader: Reader, wanted: string): Slip {
  const char = reader.text.charAt(reader.at);
  if (/[“”„‟＂]/.test(char)) {
    return new Slip(reader.at, `write the straight quote " instead of ${char}`);
  }
  if (char === "'") return new Slip(reader.at, `write the double quote " instead of '`);
  if (char === "/" || char === "#") return new Slip(reader.at, "JSON has no comments");
  if (/[：，]/.test(char)) return new Slip(reader.at, `write it half-width instead of ${char}`);
  return new Slip(reader.at, `found ${seen(reader)}; write ${wanted}`);
}

function readValue(reader: Reader): unknown {
  switch (reader.text.charAt(reader.at)) {
    case "{":
      return nested(reader, readObject);
    case "[":
      return nested(reader, readArray);
    case '"':
      return readText(reader);
    default:
      return readPlain(reader);
  }
}

function nested<T>(reader: Reader, read: (reader: Reader) => T): T {
  if (reader.depth === mostJsonLevels) {
    throw new Slip(reader.at, `nested more than ${mostJsonLevels} levels deep`);
  }
  reader.depth++;
  reader.at++;
  skipSpace(reader);
  const value = read(reader);
  reader.depth--;
  return value;
}

function readObject(reader: Reader): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  if (closes(reader, "}")) return value;
  for (;;) {
    const at = reader.at;
    if (reader.text.charAt(at) !== '"') throw slip(reader, "a key in double quotes");
    const key = readText(reader);
    if (key === "__proto__") throw new Slip(at, `the key "__proto__" is not allowed`);
    if (Object.hasOwn(value, key)) throw new Slip(at, `the key ${shortText(key)} is written twice`);
    skipSpace(reader);
    if (reader.text.charAt(reader.at) !== ":")
      throw slip(reader, `":" after the key ${shortText(key)}`);
    reader.at++;
    skipSpace(reader);
    value[key] = readValue(reader);
    if (!goesOn(reader, "}")) return value;
  }
}

function readArray(reader: Reader): unknown[] {
  const value: unknown[] = [];
  if (closes(reader, "]")) return value;
  for (;;) {
    value.push(readValue(reader));
    if (!goesOn(reader, "]")) return value;
  }
}

function closes(reader: Reader, end: string): boolean {
  if (reader.text.charAt(reader.at) !== end) return false;
  reader.at++;
  return true;
}

/** After a value: true at a comma, false at the end; a comma before the end is a slip. */
function goesOn(reader: Reader, end: string): boolean {
  skipSpace(reader);
  if (closes(reader, end)) return false;
  const comma = reader.at;
  if (reader.text.charAt(comma) !== ",") throw slip(reader, `"," or "${end}"`);
  reader.at++;
  skipSpace(reader);
  if (reader.text.charAt(reader.at) === end) throw new Slip(comma, `take out "," before "${end}"`);
  return true;
}

function readText(reader: Reader): string {
  const from = reader.at;
  const whole = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
  whole.lastIndex = from;
  const match = whole.exec(reader.text);
  if (match === null) throw brokenText(reader.text, from);
  reader.at = whole.lastIndex;
  const said = JSON.parse(match[0]) as string;
  if (!said.isWellFormed()) throw new Slip(from, halfCharacter);
  return said;
}

const halfCharacter =
  "half a character (a lone surrogate), as a text has that was cut within an emoji; write it whole";

function brokenText(text: string, from: number): Slip {
  const sound = /(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy;
  sound.lastIndex = from + 1;
  sound.exec(text);
  const at = sound.lastIndex;
  if (text.charAt(at) === "\\") return new Slip(at, 'write a backslash as "\\\\"');
  if (text.charAt(at) === "\t") return new Slip(at, 'write a tab inside a text as "\\t"');
  return new Slip(from, "the text that begins here has no closing quote on its line");
}

function readPlain(reader: Reader): unknown {
  const pattern = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  if (match === null) throw slip(reader, "a value");
  reader.at = pattern.lastIndex;
  return JSON.parse(match[0]);
}
