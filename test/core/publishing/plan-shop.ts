import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import type { SavedFile } from "../../../src/core/ports.ts";
import { type PublishPlan, planPublish } from "../../../src/core/publishing/plan-publish.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import type { Verdict } from "../../../src/core/publishing/verdict.ts";
import { type Files, goodJourney, now, shopFiles } from "./shop-files.ts";

/** The newest saves: the files, and the paths that were deleted. */
export function saved(files: Files, ...deleted: readonly string[]): SavedFile[] {
  const texts = [...files].filter(([path]) => !deleted.includes(path));
  return [
    ...texts.map(([path, text]) => ({ path, text, sequence: "1" })),
    ...deleted.map((path) => ({ path, text: "", sequence: "2", deleted: true as const })),
  ];
}

export function plan(files: readonly SavedFile[], live?: DefinitionSet): PublishPlan {
  return planPublish({ files, live, now });
}

/** What is live after each of these sets of files was saved, one after the other. */
export function publish(...states: readonly (readonly SavedFile[])[]): DefinitionSet {
  let live: DefinitionSet | undefined;
  for (const files of states) live = plan(files, live).next ?? live;
  if (live === undefined) throw new Error("nothing went live");
  return live;
}

export function verdictOf({ verdicts }: PublishPlan, path: string): Verdict {
  const found = verdicts.find((verdict) => verdict.path === path);
  if (found === undefined) throw new Error(`no verdict on ${path}`);
  return found;
}

export function told(verdict: Verdict): string[] {
  return [verdict.verdict, verdict.text, ...verdict.problems.map(describeProblem)];
}

export const journeyPath = "journeys/winback.json";
export const templatePath = "templates/winback-offer/template.json";
export const templatePaths = [...shopFiles().keys()].filter((path) =>
  path.startsWith("templates/"),
);
export const journeyText = (changes: object) => ({ [journeyPath]: { ...goodJourney, ...changes } });
