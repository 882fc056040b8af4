import { createHash } from "node:crypto";
import {
  parseImportLine,
  type RowKind,
  writeImportLine,
} from "../../core/imports/parse-import-line.ts";
import { printReason } from "../../core/reasons/reason.ts";
import type { Instant } from "../../core/time/instant.ts";
import { readLines } from "../replay/read-lines.ts";
import type { RejectsFile } from "../replay/rejects-file.ts";
import { openUnpacked } from "./open-unpacked.ts";
import { createSpill, type Spill } from "./spill.ts";
import { createTally, type Tally } from "./tally.ts";

export interface SplitOptions {
  readonly path: string;
  readonly rows: RowKind;
  readonly now: Instant;
  readonly rejects: RejectsFile;
  /** Told of bytes read. */
  readonly read?: (bytes: number) => void;
}

/** A file as it is uploaded. */
export interface SplitUpload {
  /** The same for the same lines, whenever they are split. */
  readonly id: string;
  /** Lines that can be used. */
  readonly lines: number;
  readonly customers: number;
  readonly parts: number;
  /** Parts of lines that can't be read; the lines are loaded without them. */
  readonly leftOut: Tally;
  /** The text of each part, in order, with the lines of the file that it has. */
  read(): Generator<{ readonly text: string; readonly lines: number }>;
  /** Removes what lies on disk. */
  remove(): void;
}

/** A part is taken in by one call of a function: some 10 to 30 s of its 5 min. */
const linesPerPart = 1000;
/** Far from what a function of 256 MB can hold; lines of 64 KB would be 64 MB in a thousand. */
const bytesPerPart = 4 * 1024 * 1024;

/**
 * Checks a file of customers or events line by line and splits it into parts. The lines of a
 * customer stand together, so that they cost one write, not one each, and parts seldom meet at one
 * customer; each keeps its number. They lie on disk until they are uploaded.
 * @throws what Node and zlib throw when the file can't be read to its end
 */
export async function splitUpload(options: SplitOptions): Promise<SplitUpload> {
  const spill = createSpill();
  try {
    return await spillLines(options, spill);
  } catch (error) {
    spill.remove();
    throw error;
  }
}

async function spillLines(options: SplitOptions, spill: Spill): Promise<SplitUpload> {
  const { path, rows, now, rejects, read = () => undefined } = options;
  const hash = createHash("sha256").update(rows);
  const { bytes, bytesRead } = openUnpacked(path);
  const leftOut = createTally();
  let lines = 0;
  for await (const batch of readLines(path, undefined, bytes)) {
    for (const { number: line, text, cut } of batch) {
      const parsed = cut
        ? { kind: "refused" as const, reason: "the line is longer than 1 MB" }
        : parseImportLine(writeImportLine(line, text), rows, now, now);
      if (parsed.kind === "refused") {
        rejects.add({ file: path, line, reason: parsed.reason, text });
        continue;
      }
      hash.update(`\n${line} ${text}`);
      spill.add(parsed.customer, writeImportLine(line, text));
      for (const part of parsed.leftOut) leftOut.add(printReason(part), `${path} line ${line}`);
      lines += 1;
    }
    read(bytesRead());
  }
  const sizes = countParts(spill.read());
  return {
    // 80 bits: no two files of a team meet.
    id: `${rows}-${hash.digest("hex").slice(0, 20)}`,
    lines,
    leftOut,
    ...sizes,
    read: () => cutParts(spill.read()),
    remove: () => spill.remove(),
  };
}

type Groups = Generator<ReadonlyMap<string, readonly string[]>>;

function* cutParts(groups: Groups): Generator<{ text: string; lines: number }> {
  let part: string[] = [];
  let bytes = 0;
  for (const group of groups) {
    for (const text of [...group.values()].flat()) {
      part.push(text);
      bytes += text.length;
      if (part.length < linesPerPart && bytes < bytesPerPart) continue;
      yield { text: part.join("\n"), lines: part.length };
      part = [];
      bytes = 0;
    }
  }
  if (part.length > 0) yield { text: part.join("\n"), lines: part.length };
}

function countParts(groups: Groups): { customers: number; parts: number } {
  let customers = 0;
  function* counted(): Groups {
    for (const group of groups) {
      customers += group.size;
      yield group;
    }
  }
  let parts = 0;
  for (const _ of cutParts(counted())) parts += 1;
  return { customers, parts };
}
