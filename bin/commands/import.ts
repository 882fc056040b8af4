import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type AnonymousRule, anonymousRules } from "../../src/core/imports/identify-endpoint.ts";
import { type ListKind, listKinds } from "../../src/core/imports/parse-listed.ts";
import { importEndpoints } from "../../src/local/imports/import-endpoints.ts";
import { importList } from "../../src/local/imports/import-list.ts";
import { createLinesFile, type LinesFile } from "../../src/local/imports/lines-file.ts";
import { spillParts } from "../../src/local/imports/spill.ts";
import { createRejectsFile, type RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { createProgress, type Progress } from "../../src/local/report/progress.ts";
import { keepHeapSmall } from "./keep-heap-small.ts";
import { readFilePath } from "./read-argument.ts";
import type { Streams } from "./streams.ts";
import { tellImported, tellList, tellRejects, tellWritten } from "./tell-import.ts";

const endpoints = "pinpoint-endpoints";

interface ImportOptions {
  readonly from: typeof endpoints | ListKind;
  readonly customers?: string;
  readonly anonymous?: AnonymousRule;
  readonly consent?: string[];
  readonly out: string;
  readonly dryRun?: true;
}

export function addImportCommand(program: Command, streams: Streams): void {
  program
    .command("import")
    .description("bring people and their opt-outs from Pinpoint, SES and SMS lists")
    .argument("<files...>", "exports; .csv is CSV, all else JSON; packed by gzip or not", addFile)
    .addOption(
      new Option("--from <kind>", "what the files are")
        .choices([endpoints, ...listKinds])
        .makeOptionMandatory(),
    )
    .option("--out <file>", "where the customers go, for run --customers", "customers.jsonl")
    .option("--customers <file>", "whose addresses a list's are (default: nobody's)", readFilePath)
    .addOption(
      new Option("--anonymous <rule>", "of an address without a user: its id, or left out").choices(
        anonymousRules,
      ),
    )
    .option("--consent <scope>", "such as email:repurchase, of each who refused nothing", addScope)
    .option("--dry-run", "only count: what maps, what does not, and why")
    .addHelpText("after", help)
    .action(async (files: string[], options: ImportOptions, command: Command) => {
      const problem = judge(options);
      if (problem !== undefined) command.error(`error: ${problem}`);
      process.exitCode = await importFiles(files, options, streams);
    });
}

const help = `
The endpoints of one user become one customer; of what they say twice, the newest EffectiveDate
counts. OptOut ALL refuses the channel, whatever the user's other endpoints say; so does a channel
of which every endpoint is INACTIVE, and an SES complaint or SMS opt-out. A bounced address is left
out. To be opted in is Pinpoint's default and no consent: nobody may be written to until --consent
says so, or the file does. Without --anonymous, endpoints without a user are known by their address,
and so are lists; with --customers, listed addresses of nobody are left out.

Examples:
  $ sojourn import --from pinpoint-endpoints export/*.gz --dry-run
  $ sojourn import --from pinpoint-endpoints export/*.gz --consent email:repurchase --out people.jsonl
  $ aws sesv2 list-suppressed-destinations > suppressed.json
  $ sojourn import --from ses-suppressions suppressed.json --customers people.jsonl --out customers.jsonl
  $ aws pinpoint-sms-voice-v2 describe-opted-out-numbers --opt-out-list-name Default > stopped.json
  $ sojourn import --from sms-opt-outs stopped.json --customers customers.jsonl --out customers.jsonl`;

function addFile(text: string, before: string[] = []): string[] {
  return [...before, readFilePath(text)];
}

function addScope(text: string, before: string[] = []): string[] {
  if (/^(email|sms|push):(\*|[a-z0-9.-]+)$/.test(text)) return [...before, text];
  throw new InvalidArgumentError("Write channel:purpose, such as email:repurchase or sms:*.");
}

function judge({ from, customers, consent }: ImportOptions): string | undefined {
  if (from === endpoints && customers !== undefined) {
    return "--customers goes with lists; endpoints bring their own customers";
  }
  if (from !== endpoints && consent !== undefined) {
    return "--consent goes with endpoints; a list only takes consents away";
  }
  return undefined;
}

async function importFiles(
  files: readonly string[],
  options: ImportOptions,
  streams: Streams,
): Promise<number> {
  keepHeapSmall();
  const { out: path, dryRun } = options;
  const out = createLinesFile(dryRun ? undefined : resolve(path));
  const rejects = createRejectsFile(dryRun ? undefined : `${path}.rejects`);
  try {
    if (options.from === endpoints) await bringEndpoints(files, options, out, rejects, streams);
    else await bringList(options.from, files, options, out, rejects, streams);
  } catch (error) {
    out.drop();
    if (isUnreadable(error)) {
      streams.error(`a file can't be read to its end, nothing was written: ${error.message}\n`);
      return 1;
    }
    throw error;
  } finally {
    rejects.close();
  }
  out.keep();
  const say = (line: string) => streams.out(`${line}\n`);
  tellRejects(rejects, say);
  tellWritten(dryRun ? undefined : path, say);
  return rejects.count === 0 ? 0 : 1;
}

/** How zlib and csv-parse say that a file is cut off or broken. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && "code" in error && /^(Z_|CSV_)/.test(String(error.code));
}

async function bringEndpoints(
  files: readonly string[],
  { anonymous = "address", consent: consents = [] }: ImportOptions,
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

async function bringList(
  kind: ListKind,
  files: readonly string[],
  { customers, anonymous = customers === undefined ? "address" : "skip" }: ImportOptions,
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

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}
