import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** A line that could not be used, and why. */
export interface Reject {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

export interface RejectsFile {
  /** Undefined: nothing is written, only counted. */
  readonly path: string | undefined;
  readonly count: number;
  /** The first few, to show at once. */
  readonly first: readonly Reject[];
  add(reject: Reject): void;
  close(): void;
}

const shown = 5;
/** Enough of a line to recognise it by. */
const longestText = 500;

/** Rejected lines as JSON Lines; there is no file when there is nothing to reject. */
export function createRejectsFile(path: string | undefined): RejectsFile {
  if (path !== undefined) rmSync(path, { force: true });
  const first: Reject[] = [];
  let file: number | undefined;
  let count = 0;
  return {
    path,
    first,
    get count() {
      return count;
    },
    add(reject) {
      const short = { ...reject, text: reject.text.slice(0, longestText) };
      if (path !== undefined) {
        if (file === undefined) mkdirSync(dirname(path), { recursive: true });
        file ??= openSync(path, "w");
        writeSync(file, `${JSON.stringify(short)}\n`);
      }
      count += 1;
      if (first.length < shown) first.push(short);
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
