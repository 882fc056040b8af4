import type { TableConfig } from "../../src/aws/table.ts";
import { workSideBySide } from "../../src/aws/work-side-by-side.ts";
import { createResumeEnrollment } from "../../src/flows/settle-run.ts";
import { createProgress } from "../../src/local/report/progress.ts";
import type { Streams } from "../commands/streams.ts";
import { listAttention } from "./attention-list.ts";
import { explainFailure } from "./explain-failure.ts";
import { openResumePorts } from "./resume-ports.ts";
import type { Stage } from "./stage.ts";
import { openTables } from "./stage-tables.ts";

/** 8 at a time, some 100 ms each, stay below the 150/s that StartExecution takes in small Regions. */
const atOnce = 8;
/** One round of all that failed; another follows while there are more. */
const mostListed = 1_000;

/** What became of one enrollment: resumed, or why not. */
type Outcome = "resumed" | { readonly why: string };
type ResumeOne = (id: string) => Promise<Outcome>;

/**
 * `sojourn resume`: starts failed enrollments again from their last committed turn.
 * @param ids those to resume; undefined for all that have failed
 * @returns the exit code: 1 when one of them could not be resumed
 */
export async function resumeEnrollments(
  stage: Stage,
  ids: readonly string[] | undefined,
  { out, error }: Streams,
): Promise<number> {
  const resumeOne = await openResume(stage);
  const tally = { resumed: 0, left: 0 };
  const tell = (id: string, outcome: Outcome) => {
    if (outcome === "resumed") tally.resumed++;
    else tally.left++;
    if (outcome !== "resumed") error(`${id}: not resumed, ${outcome.why}\n`);
    else if (ids !== undefined) out(`${id}: resumed\n`);
  };
  if (ids === undefined) await resumeAll(openTables(stage).timeline, resumeOne, tell, error);
  else await workSideBySide(ids, atOnce, async (id) => tell(id, await resumeOne(id)));
  out(`${tally.resumed} resumed${tally.left === 0 ? "" : `, ${tally.left} not`}\n`);
  return tally.left === 0 ? 0 : 1;
}

async function openResume(stage: Stage): Promise<ResumeOne> {
  const ports = await openResumePorts(stage);
  const resume = createResumeEnrollment(ports);
  return async (id) => {
    try {
      if (await resume(id)) return "resumed";
      const record = await ports.enrollments.find(id);
      return {
        why: record === undefined ? "there is no such enrollment" : `it is ${record.state}`,
      };
    } catch (thrown) {
      // One that breaks is told, and the others go on.
      return { why: explainFailure(thrown) ?? String(thrown) };
    }
  };
}

async function resumeAll(
  timeline: TableConfig,
  resumeOne: ResumeOne,
  tell: (id: string, outcome: Outcome) => void,
  error: Streams["error"],
): Promise<void> {
  const tried = new Set<string>();
  for (;;) {
    const { items, more } = await listAttention(timeline, "failed-enrollment", mostListed);
    // The index lags by a moment, and what could not be resumed is still on it.
    const fresh = items.map(({ id }) => id).filter((id) => !tried.has(id));
    const progress = createProgress("Resuming", fresh.length, error);
    let done = 0;
    await workSideBySide(fresh, atOnce, async (id) => {
      tried.add(id);
      tell(id, await resumeOne(id));
      progress.tell(++done, `${done} of ${fresh.length}`);
    });
    progress.stop();
    if (fresh.length === 0 || !more) return;
  }
}
