import { statSync } from "node:fs";
import type { RowKind } from "../../src/core/imports/parse-import-line.ts";
import { type SplitUpload, splitUpload } from "../../src/local/imports/split-upload.ts";
import { createRejectsFile, type RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import type { LoadedFile } from "../stage/import-file.ts";
import type { StageOptions } from "../stage/stage-options.ts";
import { onStage } from "./on-stage.ts";
import type { Streams } from "./streams.ts";
import { many, tellLeftOut, tellRejects } from "./tell-import.ts";
import { tellUnreadable } from "./tell-unreadable.ts";

/** Their numbers go into an execution's input, which has 256 KiB at most: 30 million lines. */
const mostParts = 30_000;

/**
 * Loads a file of customers or events into a stage, and sets the exit code: 1 when a line was
 * rejected or a part was not taken in.
 * @param dryRun only checks and counts, and needs no AWS
 */
export async function importIntoStage(
  rows: RowKind,
  path: string,
  options: StageOptions & { readonly dryRun?: boolean },
  streams: Streams,
): Promise<void> {
  const { dryRun = false } = options;
  const say = (line: string) => streams.out(`${line}\n`);
  const rejects = createRejectsFile(dryRun ? undefined : `${path}.stage-rejects`);
  const upload = await check(rows, path, rejects, streams);
  if (upload === undefined) {
    rejects.close();
    process.exitCode = 1;
    return;
  }
  try {
    say(`${many(upload.lines, "line")} of ${many(upload.customers, "customer")} to load`);
    tellLeftOut(upload.leftOut, say);
    if (upload.parts > mostParts) {
      streams.error(
        `${many(upload.parts, "part")} are more than one import may have; split the file\n`,
      );
      process.exitCode = 1;
      return;
    }
    if (dryRun || upload.lines === 0) {
      tellRejects(rejects, say);
      if (dryRun) say("Nothing was loaded (--dry-run).");
      process.exitCode = rejects.count === 0 ? 0 : 1;
      return;
    }
    await onStage(options, streams, async (stage) => {
      const { importFile } = await import("../stage/import-file.ts");
      const loaded = await importFile(stage, rows, upload, streams);
      const whole = tellLoaded(loaded, rows, path, rejects, say);
      tellRejects(rejects, say);
      return whole && rejects.count === 0 ? 0 : 1;
    });
  } finally {
    upload.remove();
    rejects.close();
  }
}

async function check(
  rows: RowKind,
  path: string,
  rejects: RejectsFile,
  streams: Streams,
): Promise<SplitUpload | undefined> {
  const progress = createProgress("Checking", statSync(path).size, streams.error);
  const now = Date.now();
  const read = (bytes: number) => progress.tell(bytes, "");
  try {
    return await splitUpload({ path, rows, now, rejects, read });
  } catch (error) {
    tellUnreadable(error, streams);
    return undefined;
  } finally {
    progress.stop();
  }
}

/** @returns whether every part was taken in */
function tellLoaded(
  { status, parts, outcomes }: LoadedFile,
  rows: RowKind,
  path: string,
  rejects: RejectsFile,
  say: (line: string) => void,
): boolean {
  const sum = (of: "lines" | "events" | "known") =>
    outcomes.reduce((total, outcome) => total + outcome[of], 0);
  for (const { line, reason } of outcomes.flatMap((outcome) => outcome.rejects)) {
    rejects.add({ file: path, line, reason, text: "" });
  }
  if (status === undefined) say("This file was loaded before.");
  const events = `${many(sum("events"), "new event")}, ${many(sum("known"), "known event")}`;
  say(`Loaded ${many(sum("lines"), "line")}${rows === "events" ? `: ${events}` : ""}`);
  if (outcomes.length === parts) return true;
  const left = many(parts - outcomes.length, "part");
  say(`${left} of ${parts} not taken in (${status ?? "not started"}).`);
  say("Run the same command again: it goes on with what is left, and counts nothing twice.");
  say("Why: docs/runbook.md#import-failed");
  return false;
}
