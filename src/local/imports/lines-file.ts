import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** A file of lines that is there whole or not at all. */
export interface LinesFile {
  add(line: string): void;
  /** Puts it in its place. */
  keep(): void;
  drop(): void;
}

/** 1 MB: a write is some 3,000 customers. */
const buffered = 1024 * 1024;

/** @param path undefined: nothing is written */
export function createLinesFile(path: string | undefined): LinesFile {
  if (path === undefined) {
    return { add: () => undefined, keep: () => undefined, drop: () => undefined };
  }
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const file = openSync(part, "w");
  let text = "";
  const flush = () => {
    if (text !== "") writeSync(file, text);
    text = "";
  };
  return {
    add(line) {
      text += `${line}\n`;
      if (text.length >= buffered) flush();
    },
    keep() {
      flush();
      closeSync(file);
      renameSync(part, path);
    },
    drop() {
      closeSync(file);
      rmSync(part, { force: true });
    },
  };
}
