import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { checkFiles } from "../../src/core/publishing/check-files.ts";
import { describeProblem, isBlocking } from "../../src/core/publishing/problem.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { readFolder } from "../../src/local/read-folder.ts";
import type { Streams } from "./streams.ts";

/**
 * The definitions of a folder, checked as publish would.
 * @param now the moment that calendars are judged at
 * @returns undefined when something blocks them; it has been said
 */
export function loadDefinitions(
  folder: string,
  now: Instant,
  { error }: Streams,
): DefinitionSet | undefined {
  const { set, problems } = checkFiles(readFolder(folder), { now });
  const blocking = problems.filter(isBlocking);
  for (const problem of blocking) error(`${describeProblem(problem)}\n`);
  if (blocking.length === 0 && set === undefined) {
    error(`${folder} has no definitions; write settings.json and journeys/\n`);
  }
  return blocking.length === 0 ? set : undefined;
}
