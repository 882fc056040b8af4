import type { AnonymousRule } from "../../src/core/imports/identify-endpoint.ts";
import type { ListKind } from "../../src/core/imports/parse-listed.ts";
import { importEndpoints } from "../../src/local/imports/import-endpoints.ts";
import { importList } from "../../src/local/imports/import-list.ts";
import type { LinesFile } from "../../src/local/imports/lines-file.ts";
import { spillParts } from "../../src/local/imports/spill.ts";
import type { RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { createProgress, type Progress } from "../../src/local/report/progress.ts";
import { sizeOf } from "./size-of.ts";
import type { Streams } from "./streams.ts";
import { tellImported, tellList } from "./tell-import.ts";

export interface PinpointOptions {
  readonly customers?: string;
  readonly anonymous?: AnonymousRule;
  readonly consent?: string[];
}

/** Endpoints of Pinpoint, merged by user. */
export async function bringEndpoints(
  files: readonly string[],
  { anonymous = "address", consent: consents = [] }: PinpointOptions,
  out: LinesFile,
  rejects: RejectsFile,
  streams: Streams,
): Promise<void> {
  const reading = createProgress("Reading", sizeOf(files), streams.error);
  let merging: Progress | undefined;
  const imported = await importEndpoints({
    files,
    anonymous,
    consents,
    out,
    rejects,
    now: Date.now(),
    read: (bytes) => reading.tell(bytes, ""),
    merged: (parts) => {
      if (merging === undefined) reading.stop();
      merging ??= createProgress("Merging", spillParts, streams.error);
      merging.tell(parts, "");
    },
  });
  merging?.stop();
  tellImported(imported, files.length, (line) => streams.out(`${line}\n`));
}

/** A list of addresses that nothing may be sent to. */
export async function bringList(
  kind: ListKind,
  files: readonly string[],
  { customers, anonymous = customers === undefined ? "address" : "skip" }: PinpointOptions,
  out: LinesFile,
  rejects: RejectsFile,
  streams: Streams,
): Promise<void> {
  const whole = customers === undefined ? 0 : sizeOf([customers]);
  const progress = createProgress("Reading", whole, streams.error);
  const now = Date.now();
  const read = (bytes: number) => progress.tell(bytes, "");
  const done = await importList({ kind, files, customers, anonymous, out, rejects, now, read });
  progress.stop();
  tellList(done, (line) => streams.out(`${line}\n`));
}
