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
 * `sojourn check DIR`: says what publish would say of the files of a folder.
 * @param stage what a stage adds to the files; without one they are checked by themselves
 * @returns the exit code: 1 when a file would be refused or would wait, else 0
 */
export async function checkCommand(
  directory: string,
  lines: Lines,
  stage?: StageFacts,
): Promise<number> {
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
  const { problems } = checkFiles(files, { now: Date.now(), stage });
  let path = problems[0]?.path;
  for (const problem of problems) {
    if (problem.path !== path) lines.out("");
    path = problem.path;
    lines.out(describeProblem(problem));
  }
  if (problems.length > 0) lines.out("");
  lines.out(summarize(files.size, problems));
  return problems.some(isBlocking) ? 1 : 0;
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
