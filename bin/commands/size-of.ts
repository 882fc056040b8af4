import { statSync } from "node:fs";

/** Bytes of files together: the whole of a progress bar. */
export function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}
