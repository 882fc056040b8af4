import { setTimeout as sleep } from "node:timers/promises";
import type { Files, Publications } from "../../src/core/ports.ts";
import { cutText } from "../../src/core/publishing/file-size.ts";
import { planPublish } from "../../src/core/publishing/plan-publish.ts";
import type { StageFacts } from "../../src/core/publishing/read-definitions.ts";
import { reportFor, reportPath, type Verdict } from "../../src/core/publishing/verdict.ts";

export interface Awaited {
  readonly publications: Publications;
  readonly files: Files;
  /** The saves whose verdict is awaited: path and text. */
  readonly changed: readonly (readonly [path: string, text: string])[];
  /** The stage's zone and sender, which its files may leave out. */
  readonly stage: StageFacts;
  /** In seconds. */
  readonly wait: number;
}

/**
 * Waits until the stage has judged these saves: all are kept, and nothing is left that could still
 * go live. A report that says what it said before is not written again, so its file can't tell.
 * @returns every verdict as the stage has it; undefined when the time is over
 */
export async function waitForVerdicts(awaited: Awaited): Promise<readonly Verdict[] | undefined> {
  const until = Date.now() + awaited.wait * 1_000;
  do {
    const verdicts = await judgedVerdicts(awaited);
    if (verdicts !== undefined) {
      await waitForReports(awaited, verdicts);
      return verdicts;
    }
    await sleep(500);
  } while (Date.now() < until);
  return undefined;
}

async function judgedVerdicts({
  publications,
  changed,
  stage,
}: Awaited): Promise<readonly Verdict[] | undefined> {
  const live = await publications.live();
  const files = await publications.files();
  const kept = new Map(files.map(({ path, text }) => [path, text]));
  if (changed.some(([path, text]) => kept.get(path) !== cutText(text))) return undefined;
  const plan = planPublish({ files, live, now: Date.now(), stage });
  return plan.next === undefined ? plan.verdicts : undefined;
}

/** Reports are written a moment after what they tell is live; the stage may word them otherwise. */
const reportsWithinMs = 5_000;

async function waitForReports({ files }: Awaited, verdicts: readonly Verdict[]): Promise<void> {
  const until = Date.now() + reportsWithinMs;
  let open = verdicts;
  while (open.length > 0 && Date.now() < until) {
    const there = await Promise.all(
      open.map(async (one) => (await files.read(reportPath(one.path))) === reportFor(one)),
    );
    open = open.filter((_, index) => !there[index]);
    if (open.length > 0) await sleep(250);
  }
}
