import { readFileSync } from "node:fs";
import { type ImportMap, importMap } from "../../core/imports/import-map.ts";
import { describeProblem, error, type Finding } from "../../core/publishing/problem.ts";
import { readJson } from "../../core/publishing/read-json.ts";
import { decodeUtf8 } from "../../core/text/decode-utf8.ts";

export type ReadMap =
  | { readonly kind: "read"; readonly map: ImportMap }
  /** What is wrong, a line each. */
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Reads a mapping and says what is wrong with it, with its place. */
export function readMap(path: string): ReadMap {
  const { value: map, problems } = readJson(path, decodeUtf8(readFileSync(path)), importMap, judge);
  if (map !== undefined) return { kind: "read", map };
  return { kind: "refused", problems: problems.map(describeProblem) };
}

function judge({ encoding }: ImportMap): Finding[] {
  if (encoding === undefined || isKnownEncoding(encoding)) return [];
  return [error("encoding", `no encoding "${encoding}"; such as utf-8, gb18030, big5, shift_jis`)];
}

function isKnownEncoding(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== "";
  } catch (problem) {
    // How the runtime says that it knows no such encoding.
    if (problem instanceof RangeError) return false;
    throw problem;
  }
}
