import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { workSideBySide } from "../../src/aws/work-side-by-side.ts";
import { importPaths, type PartOutcome } from "../../src/core/imports/import-paths.ts";
import { nextParts } from "../../src/core/imports/next-parts.ts";
import type { RowKind } from "../../src/core/imports/parse-import-line.ts";
import type { Files } from "../../src/core/ports.ts";
import { ownText } from "../../src/core/text/decode-utf8.ts";
import { DAY, type Instant, SECOND } from "../../src/core/time/instant.ts";
import type { SplitUpload } from "../../src/local/imports/split-upload.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import type { Streams } from "../commands/streams.ts";
import { openBucket } from "./open-bucket.ts";
import type { Stage } from "./stage.ts";

/** What is known of an upload: written when all its parts are there. */
interface Manifest {
  readonly parts: number;
  /** Own time of customers' lines that say none: that of the first upload, however often it is loaded. */
  readonly asOf: Instant;
  readonly uploaded: Instant;
  /** The execution that was started last. */
  readonly execution?: string;
}

/** What came of all parts that were taken in. */
export interface LoadedFile {
  /** Status of the execution; undefined where every part had been taken in before. */
  readonly status: ExecutionStatus | undefined;
  readonly parts: number;
  readonly outcomes: readonly PartOutcome[];
}

/** Parts of 300 KB at a time: what a line of 100 Mbit/s carries. */
const uploadsAtOnce = 8;
/** Uploads go after 7 days (lib/customer-import.ts): one that may is made again. */
const freshFor = 6 * DAY;
/** A small file is in within a second; of a large one, 5 parts of some 20 s each are at it. */
const lookEvery = { first: SECOND / 4, most: 4 * SECOND };
/** Outcomes come nearly in order: so many beyond the first that is not there are looked for. */
const lookAhead = 20;

/**
 * Uploads a file part by part, has the stage take it in, and shows how far it is. Broken off at any
 * moment and run again, it goes on with what is left.
 */
export async function importFile(
  stage: Stage,
  rows: RowKind,
  upload: SplitUpload,
  { error }: Streams,
): Promise<LoadedFile> {
  const files = openBucket(stage, stage.output("ImportsBucket"));
  const machine = new SFNClient(stage.aws);
  const paths = importPaths(upload.id);
  let manifest = await readManifest(files, paths.manifest);
  if (manifest === undefined || manifest.uploaded < Date.now() - freshFor) {
    const parts = await uploadParts(files, upload, error);
    const now = Date.now();
    manifest = { parts, asOf: manifest?.asOf ?? now, uploaded: now };
    await files.write(paths.manifest, JSON.stringify(manifest));
  }
  const { parts, asOf } = manifest;
  const outcomes = new Map<number, PartOutcome>();
  const progress = createProgress("Loading", parts, error);
  await lookFor(files, upload.id, range(1, parts), outcomes);
  progress.tell(outcomes.size, "");
  const partsLeft = () => range(1, parts).filter((part) => !outcomes.has(part));
  let status: ExecutionStatus | undefined;
  let { execution } = manifest;
  for (let left = partsLeft(); left.length > 0; left = partsLeft()) {
    if (execution === undefined || (await statusOf(machine, execution)) !== "RUNNING") {
      const started = await machine.send(
        new StartExecutionCommand({
          stateMachineArn: stage.output("ImportCustomersArn"),
          name: `${upload.id}-${Date.now().toString(36)}`,
          input: JSON.stringify({ id: upload.id, rows, asOf, ...nextParts(parts, left) }),
        }),
      );
      execution = started.executionArn ?? "";
      await files.write(paths.manifest, JSON.stringify({ ...manifest, execution }));
    }
    status = await follow(machine, execution, async () => {
      await lookFor(files, upload.id, partsLeft().slice(0, lookAhead), outcomes);
      progress.tell(outcomes.size, "");
    });
    execution = undefined;
    await lookFor(files, upload.id, range(1, parts), outcomes);
    if (status !== "SUCCEEDED") break;
  }
  progress.stop();
  return { status, parts, outcomes: [...outcomes.values()] };
}

async function readManifest(files: Files, path: string): Promise<Manifest | undefined> {
  const text = await files.read(path);
  return text === undefined ? undefined : (JSON.parse(ownText(text, path)) as Manifest);
}

async function uploadParts(
  files: Files,
  upload: SplitUpload,
  error: Streams["error"],
): Promise<number> {
  const progress = createProgress("Uploading", upload.lines, error);
  const { part: pathOf } = importPaths(upload.id);
  let parts = 0;
  let lines = 0;
  await workSideBySide(upload.read(), uploadsAtOnce, async (part) => {
    parts += 1;
    await files.write(pathOf(parts), part.text);
    lines += part.lines;
    progress.tell(lines, "");
  });
  progress.stop();
  return parts;
}

async function lookFor(
  files: Files,
  id: string,
  parts: readonly number[],
  outcomes: Map<number, PartOutcome>,
): Promise<void> {
  const missing = parts.filter((part) => !outcomes.has(part));
  await workSideBySide(missing, uploadsAtOnce, async (part) => {
    const path = importPaths(id).outcome(part);
    const text = await files.read(path);
    if (text !== undefined) outcomes.set(part, JSON.parse(ownText(text, path)) as PartOutcome);
  });
}

async function statusOf(machine: SFNClient, executionArn: string): Promise<ExecutionStatus> {
  const { status } = await machine.send(new DescribeExecutionCommand({ executionArn }));
  return status ?? "FAILED";
}

async function follow(
  machine: SFNClient,
  execution: string,
  look: () => Promise<void>,
): Promise<ExecutionStatus> {
  for (let pause = lookEvery.first; ; pause = Math.min(2 * pause, lookEvery.most)) {
    const status = await statusOf(machine, execution);
    if (status !== "RUNNING") return status;
    await look();
    await sleep(pause);
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
