import { SQSClient } from "@aws-sdk/client-sqs";
import { createProgress } from "../../src/local/report/progress.ts";
import type { Streams } from "../commands/streams.ts";
import { readDepth } from "./dead-letter-queue.ts";
import { type QueueName, urlsOf } from "./queues.ts";
import { peek, redriveQueue } from "./redrive-queue.ts";
import type { Stage } from "./stage.ts";
import { tellReasons } from "./tell-reasons.ts";

export interface RedriveOptions {
  readonly dryRun?: true;
  /** How long to watch what is put aside again, in seconds. */
  readonly wait: number;
}

/** `sojourn redrive`. @returns the exit code: 1 when something was put aside again */
export async function redriveStage(
  stage: Stage,
  names: readonly QueueName[],
  { dryRun, wait }: RedriveOptions,
  { out, error }: Streams,
): Promise<number> {
  const client = new SQSClient(stage.aws);
  let back = 0;
  for (const name of names) {
    const urls = urlsOf(stage, name);
    const seen = await peek(client, urls.deadLetters);
    const { waiting, inFlight } = await readDepth(client, urls.deadLetters);
    const whole = Math.max(seen.length, waiting + inFlight);
    out(`${name}: ${whole === 0 ? "nothing was put aside" : `${count(whole)} put aside`}\n`);
    if (whole > seen.length) out(`  of ${count(seen.length)} of them:\n`);
    for (const line of tellReasons(seen)) out(`  ${line}\n`);
    if (whole > 0 && dryRun) out(`  they lie in ${urls.deadLetters}\n`);
    if (whole === 0 || dryRun) continue;
    const progress = createProgress(`Moving ${name}`, whole, error);
    const { moved, cameBack } = await redriveQueue(client, urls, wait, (done) =>
      progress.tell(Math.min(done, whole), count(done)),
    );
    progress.stop();
    back += cameBack.length;
    out(`  ${count(moved)} moved back, ${cameBack.length} put aside again\n`);
    for (const line of tellReasons(cameBack)) out(`  ${line}\n`);
  }
  if (dryRun) out("Nothing was moved (--dry-run).\n");
  return back === 0 ? 0 : 1;
}

function count(number: number): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? "message" : "messages"}`;
}
