import { createPublications } from "../../src/aws/catalog/publications.ts";
import { workSideBySide } from "../../src/aws/work-side-by-side.ts";
import type { SavedFile } from "../../src/core/ports.ts";
import { readFilePath, templatePath } from "../../src/core/publishing/file-path.ts";
import { cutText } from "../../src/core/publishing/file-size.ts";
import { describeProblem, isBlocking } from "../../src/core/publishing/problem.ts";
import type { Verdict } from "../../src/core/publishing/verdict.ts";
import type { Streams } from "../commands/streams.ts";
import { openBucket } from "./open-bucket.ts";
import type { Stage } from "./stage.ts";
import { factsOf } from "./stage-facts.ts";
import { openTables } from "./stage-tables.ts";
import { waitForVerdicts } from "./wait-for-verdicts.ts";

export interface PublishOptions {
  /** How long to wait for the verdicts, in seconds. */
  readonly wait: number;
}

/** Uploads at a time: a set of a hundred files is there within a second or two. */
const uploadsAtOnce = 10;

/**
 * `sojourn publish`: saves what differs to the stage's bucket, waits for the verdicts and tells them.
 * @param folder every definition file by its path, checked already
 * @returns the exit code: 1 when a file was refused or waits for another; one whose figures are
 *   being filled in goes live by itself
 */
export async function publishFolder(
  stage: Stage,
  folder: ReadonlyMap<string, string>,
  { wait }: PublishOptions,
  { out, error }: Streams,
): Promise<number> {
  const publications = createPublications(openTables(stage).catalog);
  const bucket = stage.output("DefinitionsBucket");
  const files = openBucket(stage, bucket);
  const saved = new Map((await publications.files()).map((file) => [file.path, file]));
  const changed = [...folder].filter(([path, text]) => !isSaved(saved.get(path), text));
  for (const line of tellLeftOver(saved, folder, bucket)) out(`${line}\n`);
  for (const some of inOrder(changed)) {
    await workSideBySide(some, uploadsAtOnce, async ([path, text]) => {
      await files.write(path, text);
      out(`saved ${path}\n`);
    });
  }
  if (changed.length === 0)
    out(`All ${folder.size} files are in ${stage.name} as they are here.\n`);
  const facts = factsOf(stage);
  const verdicts = await waitForVerdicts({ publications, files, changed, stage: facts, wait });
  if (verdicts === undefined) {
    error(
      `No verdict within ${wait} s. The files are saved: see sojourn status ${stage.options}, then ask again with the same command.\n`,
    );
    return 1;
  }
  const news = new Set(changed.map(([path]) => unitPathOf(path)));
  const isOpen = ({ problems }: Verdict) => problems.some(isBlocking);
  const isBad = (verdict: Verdict) => isOpen(verdict) && verdict.verdict !== "preparing";
  for (const verdict of verdicts) {
    if (news.has(verdict.path) || isOpen(verdict)) tellVerdict(verdict, out);
  }
  return verdicts.some(isBad) ? 1 : 0;
}

function isSaved(saved: SavedFile | undefined, text: string): boolean {
  return saved !== undefined && saved.deleted !== true && saved.text === cutText(text);
}

type NamedFile = readonly [path: string, text: string];

/**
 * What others name comes first, journeys last: a journey goes live when all that it names is there.
 * Within each, the files of one template stay together.
 */
function inOrder(files: readonly NamedFile[]): NamedFile[][] {
  const ranks = ["template", "segment", "settings", "journey"] as const;
  return ranks.map((rank) => files.filter(([path]) => readFilePath(path).kind === rank));
}

/** Files of the stage that the folder lacks; taking one away is a decision of its own. */
function tellLeftOver(
  saved: ReadonlyMap<string, SavedFile>,
  folder: ReadonlyMap<string, string>,
  bucket: string,
): string[] {
  const left = [...saved.values()].filter(({ path, deleted }) => !deleted && !folder.has(path));
  if (left.length === 0) return [];
  return [
    "In the stage and not here; they stay as they are:",
    ...left.map(({ path }) => `  ${path}  (to delete it: aws s3 rm s3://${bucket}/${path})`),
  ];
}

/** The file beside which the verdict on this one is told. */
function unitPathOf(path: string): string {
  const found = readFilePath(path);
  return found.kind === "template" ? templatePath(found.name) : path;
}

function tellVerdict({ path, verdict, text, problems }: Verdict, out: Streams["out"]): void {
  out(`${path}: ${verdict === "unchanged" ? "live" : verdict}. ${text}\n`);
  for (const problem of problems) out(`  ${describeProblem(problem)}\n`);
}
