import { importPaths, type PartOutcome } from "../core/imports/import-paths.ts";
import type { Ports } from "../core/ports.ts";
import { ownText } from "../core/text/decode-utf8.ts";

/** What an upload came to; `unfinished` where a part was not taken in. */
export interface FinishedImport {
  readonly kind: "finished" | "unfinished";
  /** Parts that were not taken in; the first few. */
  readonly missing: readonly number[];
}

/** Reads at a time: 2,000 parts, a million lines, take some 2 s. */
const readsAtOnce = 20;
/** Enough to look at. */
const shown = 20;

/** Looks whether every part was taken in, and writes the sum of what came of them. */
export function createFinishImport({
  importFiles: files,
}: {
  readonly importFiles: Ports["files"];
}) {
  return async function finishImport({
    id,
    parts,
  }: {
    readonly id: string;
    readonly parts: number;
  }): Promise<FinishedImport> {
    const paths = importPaths(id);
    const missing: number[] = [];
    const sum = { lines: 0, events: 0, known: 0, rejects: 0 };
    for (let from = 1; from <= parts; from += readsAtOnce) {
      const some = Array.from(
        { length: Math.min(readsAtOnce, parts - from + 1) },
        (_, n) => from + n,
      );
      const texts = await Promise.all(some.map((part) => files.read(paths.outcome(part))));
      for (const [index, text] of texts.entries()) {
        if (text === undefined) {
          missing.push(from + index);
          continue;
        }
        const { lines, events, known, rejects } = JSON.parse(
          ownText(text, `outcome of part ${from + index}`),
        ) as PartOutcome;
        sum.lines += lines;
        sum.events += events;
        sum.known += known;
        sum.rejects += rejects.length;
      }
    }
    const kind = missing.length === 0 ? "finished" : "unfinished";
    const summary = { kind, parts, missing: missing.length, ...sum };
    await files.write(paths.summary, JSON.stringify(summary));
    return { kind, missing: missing.slice(0, shown) };
  };
}
