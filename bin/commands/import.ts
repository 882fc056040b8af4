import { basename, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { consentScope } from "../../src/core/channels/consent-scope.ts";
import { anonymousRules } from "../../src/core/imports/identify-endpoint.ts";
import type { ImportMap } from "../../src/core/imports/import-map.ts";
import { type RowKind, rowKinds } from "../../src/core/imports/parse-import-line.ts";
import { type ListKind, listKinds } from "../../src/core/imports/parse-listed.ts";
import { createLinesFile, type LinesFile } from "../../src/local/imports/lines-file.ts";
import { readMap } from "../../src/local/imports/read-map.ts";
import { createRejectsFile, type RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { importHelp } from "./import-help.ts";
import { importIntoStage } from "./import-into-stage.ts";
import { bringMapped } from "./import-mapped.ts";
import { bringEndpoints, bringList, type PinpointOptions } from "./import-pinpoint.ts";
import { keepHeapSmall } from "./keep-heap-small.ts";
import { momentOf, readFilePath, readMoment } from "./read-argument.ts";
import type { Streams } from "./streams.ts";
import { tellRejects, tellWritten } from "./tell-import.ts";
import { tellUnreadable } from "./tell-unreadable.ts";

const endpoints = "pinpoint-endpoints";

interface ImportOptions extends PinpointOptions, Omit<StageOptions, "stage"> {
  readonly from?: typeof endpoints | ListKind | RowKind;
  readonly map?: string;
  readonly out?: string;
  readonly now?: string;
  readonly dryRun?: true;
  readonly stage?: string;
}

export function addImportCommand(program: Command, streams: Streams): void {
  const command = program
    .command("import")
    .description("bring customers and past events: tables by a mapping, Pinpoint, SES, SMS lists")
    .argument("<files...>", ".csv is CSV, all else JSON Lines; packed by gzip or not", addFile)
    .option("--map <file>", "which column means what: schemas/import.schema.json", readFilePath)
    .addOption(
      new Option("--from <kind>", "what the files are, where no mapping says it").choices([
        endpoints,
        ...listKinds,
        ...rowKinds,
      ]),
    )
    .option("--out <file>", "where the lines go (default: customers.jsonl, events.jsonl)")
    .option("--customers <file>", "whose addresses a list's are (default: nobody's)", readFilePath)
    .addOption(
      new Option("--anonymous <rule>", "of an address without a user: its id, or left out").choices(
        anonymousRules,
      ),
    )
    .option("--consent <scope>", "such as email:repurchase, of each who refused nothing", addScope)
    .option("--now <time>", "when events are judged old (default: the last event)", readMoment)
    .option("--dry-run", "only count: what maps, what does not, and why");
  addStageOptions(command, "none: only the file is written")
    .addHelpText("after", importHelp)
    .action(async (files: string[], options: ImportOptions) => {
      const problem = judge(files, options);
      if (problem !== undefined) command.error(`error: ${problem}`);
      process.exitCode = await importFiles(files, options, streams);
    });
}

function addFile(text: string, before: string[] = []): string[] {
  return [...before, readFilePath(text)];
}

function addScope(text: string, before: string[] = []): string[] {
  if (consentScope.test(text)) return [...before, text];
  throw new InvalidArgumentError("Write channel:purpose, such as email:repurchase or sms:*.");
}

function judge(files: readonly string[], options: ImportOptions): string | undefined {
  const { from, map, customers, consent, stage, anonymous, now } = options;
  if ((from === undefined) === (map === undefined)) {
    return "say what the files are: --map map.json, or --from; not both";
  }
  const ofLists = listKinds.some((kind) => kind === from);
  if (customers !== undefined && !ofLists) return "--customers goes with lists";
  if (consent !== undefined && from !== endpoints) {
    return "--consent goes with endpoints; a mapping says consents, a list only takes them away";
  }
  if (now !== undefined && (map === undefined || stage !== undefined)) {
    return "--now goes with --map into a file; a stage goes by its own clock";
  }
  if (anonymous !== undefined && !ofLists && from !== endpoints) {
    return "--anonymous goes with endpoints and lists";
  }
  if (isOwn(from) && (stage === undefined || files.length > 1)) {
    return `--from ${from} goes into a stage, a file at a time: add --stage`;
  }
  return undefined;
}

function isOwn(from: ImportOptions["from"]): from is RowKind {
  return rowKinds.some((kind) => kind === from);
}

async function importFiles(
  files: readonly string[],
  options: ImportOptions,
  streams: Streams,
): Promise<number> {
  keepHeapSmall();
  const { from, map: mapFile, stage, dryRun = false } = options;
  const load = (rows: RowKind, path: string) =>
    importIntoStage(rows, path, { ...options, stage: stage ?? "", dryRun }, streams);
  if (isOwn(from)) {
    await load(from, files[0] ?? "");
    return Number(process.exitCode ?? 0);
  }
  const read = mapFile === undefined ? undefined : readMap(mapFile);
  if (read?.kind === "refused") {
    for (const problem of read.problems) streams.error(`${problem}\n`);
    return 1;
  }
  const kind = read?.map.rows ?? "customers";
  const path = options.out ?? `${kind}.jsonl`;
  const made = await makeLines(files, path, read?.map, options, streams);
  if (made === undefined) return 1;
  if (stage !== undefined && !dryRun) await load(kind, path);
  return made > 0 ? 1 : Number(process.exitCode ?? 0);
}

/**
 * Writes the lines whole or not at all.
 * @returns how many rows can't be used; undefined when nothing was written, and why was told
 */
async function makeLines(
  files: readonly string[],
  path: string,
  map: ImportMap | undefined,
  options: ImportOptions,
  streams: Streams,
): Promise<number | undefined> {
  const { dryRun = false } = options;
  const out = createLinesFile(dryRun ? undefined : resolve(path));
  const rejects = createRejectsFile(dryRun ? undefined : `${path}.rejects`);
  try {
    const fits = await bring(files, map, options, out, rejects, streams);
    if (!fits) {
      out.drop();
      return undefined;
    }
  } catch (error) {
    out.drop();
    tellUnreadable(error, streams);
    return undefined;
  } finally {
    rejects.close();
  }
  out.keep();
  const say = (line: string) => streams.out(`${line}\n`);
  tellRejects(rejects, say);
  tellWritten(dryRun ? undefined : path, say);
  return rejects.count;
}

/** @returns false when a mapping does not fit its files, which was told */
async function bring(
  files: readonly string[],
  map: ImportMap | undefined,
  options: ImportOptions,
  out: LinesFile,
  rejects: RejectsFile,
  streams: Streams,
): Promise<boolean> {
  const { from, map: mapFile = "" } = options;
  if (map !== undefined) {
    const { stage, now } = options;
    const given = now === undefined ? undefined : momentOf(now, map.zone ?? "UTC", "end");
    // A stage takes what it takes by its own clock.
    const moment = stage === undefined ? given : Date.now();
    const problems = await bringMapped(files, map, out, rejects, moment, streams);
    for (const problem of problems) streams.error(`${basename(mapFile)} · ${problem}\n`);
    return problems.length === 0;
  }
  if (from === endpoints) await bringEndpoints(files, options, out, rejects, streams);
  else await bringList(from as ListKind, files, options, out, rejects, streams);
  return true;
}
