import type { ImportMap } from "../../src/core/imports/import-map.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { importCustomers } from "../../src/local/imports/import-customers.ts";
import { importEvents } from "../../src/local/imports/import-events.ts";
import type { LinesFile } from "../../src/local/imports/lines-file.ts";
import { spillParts } from "../../src/local/imports/spill.ts";
import type { RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { createProgress, type Progress } from "../../src/local/report/progress.ts";
import { sizeOf } from "./size-of.ts";
import type { Streams } from "./streams.ts";
import { tellMapped } from "./tell-import.ts";

/**
 * Brings tables by a mapping, and tells the counts.
 * @param given the moment that ages are judged by @default that of the files' last event
 * @returns where the mapping does not fit
 */
export async function bringMapped(
  files: readonly string[],
  map: ImportMap,
  out: LinesFile,
  rejects: RejectsFile,
  given: Instant | undefined,
  streams: Streams,
): Promise<readonly string[]> {
  const reading = createProgress("Reading", sizeOf(files), streams.error);
  let merging: Progress | undefined;
  const keys = map.rows === "customers" ? (map.duplicates?.by.length ?? 1) : 1;
  const shared = {
    files,
    out,
    rejects,
    now: given ?? Date.now(),
    read: (bytes: number) => reading.tell(bytes, ""),
    merged: (parts: number) => {
      if (merging === undefined) reading.stop();
      merging ??= createProgress("Merging", spillParts * keys, streams.error);
      merging.tell(parts, "");
    },
  };
  const imported =
    map.rows === "customers"
      ? await importCustomers({ ...shared, map })
      : await importEvents({ ...shared, map, isNowGiven: given !== undefined });
  (merging ?? reading).stop();
  if (imported.kind === "misfit") {
    return imported.problems.map((problem) => `${problem} (${imported.file})`);
  }
  tellMapped(imported, map.rows, files.length, (line) => streams.out(`${line}\n`));
  return [];
}
