import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { learnFromAll, modelsOf } from "../../src/core/attributes/learn-from-all.ts";
import { learnedFrom } from "../../src/core/attributes/model.ts";
import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet, Definitions } from "../../src/core/definitions/definitions.ts";
import { checkFiles } from "../../src/core/publishing/check-files.ts";
import { readFilePath } from "../../src/core/publishing/file-path.ts";
import { describeProblem, isBlocking } from "../../src/core/publishing/problem.ts";
import { plural } from "../../src/core/reasons/plural.ts";
import { readFolder } from "../../src/local/read-folder.ts";
import { createRejectsFile, type RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import { type FiledCustomers, readFiles } from "../../src/local/segments/read-files.ts";
import { momentOf } from "../commands/read-argument.ts";
import type { Streams } from "../commands/streams.ts";
import { createFiledPopulation } from "./filed-population.ts";
import { findStranger, type Population, type Wanted } from "./population.ts";

export interface FilesOptions {
  readonly definitions: string;
  readonly customers?: string;
  readonly events?: readonly string[];
  readonly at?: string;
  readonly rejects?: string;
}

/** Where a folder of definitions has events to try them on, as `examples` does. */
const eventsFolder = "events";
const customersFile = "customers.jsonl";

/** A second's work: what is read sooner needs no bar. */
const longRead = 8_000_000;

/**
 * Customers and events of files, played through the definitions of a folder.
 * @returns undefined where something stands against it; it has been said
 */
export async function openFiles(
  options: FilesOptions,
  { names, drafts, about }: Wanted,
  streams: Streams,
): Promise<Population | undefined> {
  // The default is only there in a copy of this repository.
  if (!statSync(options.definitions, { throwIfNoEntry: false })?.isDirectory()) {
    streams.error(
      `There is no folder ${options.definitions}; write --definitions <folder>, or --stage <name>\n`,
    );
    return undefined;
  }
  const today = Date.now();
  const set = loadSegments(options.definitions, drafts, today, streams);
  const files = chooseFiles(options, streams);
  if (set === undefined || files === undefined) return undefined;
  const definitions = compileDefinitions(set);
  const stranger = findStranger(definitions, names, options.definitions);
  if (stranger !== undefined) {
    streams.error(`${stranger}\n`);
    return undefined;
  }
  const at = options.at === undefined ? undefined : endOf(options.at, set.settings.zone);
  const rejects = createRejectsFile(options.rejects);
  const whole = [...files.customers, ...files.events];
  const size = whole.reduce((sum, path) => sum + statSync(path).size, 0);
  const say = size < longRead ? undefined : streams.error;
  const progress = say && createProgress("Reading", size, say);
  const read = (bytes: number) => progress?.tell(bytes, "");
  // What is learned is learned of everybody, for whoever is asked about.
  const only = isLearned(set) ? undefined : about;
  const filed = await readFiles({ ...files, at, today, about: only, rejects, read });
  progress?.stop();
  rejects.close();
  tellRejects(rejects, streams);
  const learned = isLearned(set) ? await learn(set, definitions, filed) : set;
  const compiled = learned === set ? definitions : compileDefinitions(learned);
  return createFiledPopulation(
    { name: options.definitions, set: learned, definitions: compiled },
    filed,
    say,
  );
}

function isLearned({ attributes = [] }: DefinitionSet): boolean {
  return attributes.some((one) => learnedFrom(one) !== undefined);
}

/** Quantiles and clusters of these customers, as a stage would have learned them by then. */
async function learn(
  set: DefinitionSet,
  definitions: Definitions,
  filed: FiledCustomers,
): Promise<DefinitionSet> {
  const due = (set.attributes ?? []).filter((one) => learnedFrom(one) !== undefined);
  const done = () => undefined;
  const learnings = await learnFromAll(due, set, filed.at, (visit) =>
    filed.each({ definitions, done }, visit),
  );
  return { ...set, models: modelsOf(learnings) };
}

/** A day is taken to its end. */
function endOf(text: string, zone: string): number | undefined {
  const end = momentOf(text, zone, "end");
  return end === undefined || end === momentOf(text, zone, "start") ? end : end - 1;
}

/** Journeys and templates are left out: who is in a segment hangs on what happened. */
function loadSegments(
  folder: string,
  drafts: Wanted["drafts"],
  now: number,
  { error }: Streams,
): DefinitionSet | undefined {
  const files = new Map([...readFolder(folder)].filter(([path]) => !isOfJourneys(path)));
  for (const [path, text] of drafts) files.set(path, text);
  const { set, problems } = checkFiles(files, { now });
  const blocking = problems.filter(isBlocking);
  for (const problem of blocking) error(`${describeProblem(problem)}\n`);
  if (blocking.length === 0 && set === undefined) {
    error(`${folder} has no settings.json; choose another --definitions\n`);
  }
  return set;
}

function isOfJourneys(path: string): boolean {
  const { kind } = readFilePath(path);
  return kind === "journey" || kind === "template" || kind === "ignored";
}

function chooseFiles(
  { definitions, customers, events }: FilesOptions,
  { error }: Streams,
): { customers: string[]; events: string[] } | undefined {
  if (customers !== undefined || events !== undefined) {
    return { customers: customers === undefined ? [] : [customers], events: [...(events ?? [])] };
  }
  const folder = join(definitions, eventsFolder);
  const there = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith(".jsonl"))
    : [];
  if (there.length === 0) {
    error(`Whom? Write --customers and --events, or --stage; ${folder}/*.jsonl has none.\n`);
    return undefined;
  }
  const paths = (names: readonly string[]) => names.toSorted().map((name) => join(folder, name));
  return {
    customers: paths(there.filter((name) => name === customersFile)),
    events: paths(there.filter((name) => name !== customersFile)),
  };
}

function tellRejects({ count, first, path }: RejectsFile, { error }: Streams): void {
  if (count === 0) return;
  const where = path === undefined ? "the first are" : `all are in ${path}`;
  error(`${plural(count, "line")} can't be used; ${where}:\n`);
  for (const { file, line, reason } of first) error(`  ${file} line ${line}: ${reason}\n`);
}
