import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { checkFiles } from "../../src/core/publishing/check-files.ts";
import { readFilePath } from "../../src/core/publishing/file-path.ts";
import { describeProblem, isBlocking, type Problem } from "../../src/core/publishing/problem.ts";
import type { StageFacts } from "../../src/core/publishing/read-definitions.ts";
import type { FileText } from "../../src/core/text/decode-utf8.ts";
import { readFolder } from "../../src/local/read-folder.ts";

/** Where a command writes: a line at a time, without its line break. */
export interface Lines {
  out(text: string): void;
  error(text: string): void;
}

/**
 * `sojourn check PATH`: says what publish would say of the files of a folder, or of one file of it
 * beside the others: first what is refused or waits, file by file, then the advice.
 * @param stage what a stage adds to the files; without one they are checked by themselves
 * @returns the exit code: 1 when a file would be refused or would wait, else 0
 */
export async function checkCommand(
  path: string,
  lines: Lines,
  stage?: StageFacts,
): Promise<number> {
  const { directory, only } = locate(path);
  const all = readDirectory(directory);
  if (all === undefined) {
    lines.error(`no folder ${directory}`);
    return 1;
  }
  const files = new Map([...all].filter(([path]) => readFilePath(path).kind !== "ignored"));
  if (files.size === 0) {
    lines.error(`${directory} has no definitions; write settings.json and journeys/<name>.json`);
    return 1;
  }
  const checked = checkFiles(files, { now: Date.now(), stage });
  const problems = checked.problems.filter(
    (problem) => only === undefined || problem.path === only,
  );
  for (const block of [problems.filter(isBlocking), problems.filter((one) => !isBlocking(one))]) {
    for (const ofFile of Map.groupBy(block, (problem) => problem.path).values()) {
      for (const problem of ofFile) lines.out(describeProblem(problem));
      lines.out("");
    }
  }
  lines.out(summarize(only === undefined ? files.size : 1, problems));
  return problems.some(isBlocking) ? 1 : 0;
}

/** The folder of a set, and the one file of it that is asked about, if it is one. */
function locate(path: string): { readonly directory: string; readonly only?: string } {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return { directory: path };
  const parts = [basename(path)];
  let directory = dirname(resolve(path));
  // templates/<name>/<part> is the deepest.
  for (let above = 0; above < 2 && !isDefinition(parts); above += 1) {
    parts.unshift(basename(directory));
    directory = dirname(directory);
  }
  if (isDefinition(parts)) return { directory, only: parts.join("/") };
  return { directory: dirname(path), only: basename(path) };
}

function isDefinition(parts: readonly string[]): boolean {
  const { kind } = readFilePath(parts.join("/"));
  return kind !== "unknown" && kind !== "ignored";
}

function readDirectory(directory: string): Map<string, FileText> | undefined {
  try {
    return readFolder(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** "12 files, 1 refused, 2 waiting, 3 pieces of advice". */
function summarize(files: number, problems: readonly Problem[]): string {
  const having = (severity: Problem["severity"]) =>
    new Set(problems.filter((one) => one.severity === severity).map(({ path }) => path));
  const refused = having("error");
  const waiting = having("waiting").difference(refused);
  const advice = problems.filter((one) => one.severity === "advice").length;
  const counts = [
    refused.size > 0 && `${refused.size} refused`,
    waiting.size > 0 && `${waiting.size} waiting`,
    advice > 0 && `${advice} ${advice === 1 ? "piece" : "pieces"} of advice`,
  ].filter((count) => count !== false);
  const told = counts.length === 0 ? ["all good"] : counts;
  return [`${files} ${files === 1 ? "file" : "files"}`, ...told].join(", ");
}
