import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Texts put aside on disk by key, to be taken up again key by key. */
export interface Spill {
  /** @param text without line breaks */
  add(key: string, text: string): void;
  /**
   * Every text, all of a key together and in the order they came: some keys at a time, in
   * {@link spillParts} parts.
   */
  read(): Generator<ReadonlyMap<string, readonly string[]>>;
  /** Removes what lies on disk. */
  remove(): void;
}

/** Files: a million endpoints are some 500 MB, 8 MB in each, and memory holds one at a time. */
export const spillParts = 64;
/** Bytes kept of each file before they are written: 4 MB over all files. */
const buffered = 64 * 1024;

/** Lies in the folder for temporary files; takes about as much room as what is spilled. */
export function createSpill(): Spill {
  const folder = mkdtempSync(join(tmpdir(), "sojourn-import-"));
  const parts = Array.from({ length: spillParts }, (_, index) => {
    const path = join(folder, `${index}`);
    return { path, file: openSync(path, "w"), text: "" };
  });
  const flush = (part: (typeof parts)[number]) => {
    if (part.text !== "") writeSync(part.file, part.text);
    part.text = "";
  };
  return {
    add(key, text) {
      const part = parts[placeOf(key)];
      if (part === undefined) throw new RangeError(`no part ${placeOf(key)}`);
      part.text += `${JSON.stringify(key)}\t${text}\n`;
      if (part.text.length >= buffered) flush(part);
    },
    *read() {
      for (const part of parts) {
        flush(part);
        yield group(readFileSync(part.path, "utf8"));
      }
    },
    remove() {
      for (const { file } of parts) closeSync(file);
      rmSync(folder, { recursive: true });
    },
  };
}

/** FNV-1a: spreads ids that differ in their last digit only. */
function placeOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % spillParts;
}

function group(text: string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [key = "", ...rest] = line.split("\t");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [rest.join("\t")]);
    else known.push(rest.join("\t"));
  }
  return new Map([...groups].map(([key, texts]) => [JSON.parse(key) as string, texts]));
}
