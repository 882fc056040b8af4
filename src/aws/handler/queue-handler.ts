import type { SQSBatchResponse } from "aws-lambda";
import * as z from "zod/mini";
import type { $ZodType } from "zod/v4/core";
import { correlate, correlated, type LogContext } from "../correlation.ts";
import { logFailure, logHandled, withoutWords } from "../log.ts";
import { countFailure } from "../metrics.ts";
import { plainMiddy } from "./plain-middy.ts";
import { readBody, readInput } from "./read-input.ts";

const batch = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string() })),
});
type Batch = z.infer<typeof batch>;
export type QueueRecord = Batch["Records"][number];

/** Leaves a record to its queue, which tries it again or puts it aside. */
export type Fail = (record: QueueRecord, error: unknown) => void;

/**
 * A Lambda behind a queue. What `take` fails is tried again, the rest of the batch is done
 * (ReportBatchItemFailures); an error that it throws fails the whole batch.
 */
export function queueHandler(take: (records: readonly QueueRecord[], fail: Fail) => Promise<void>) {
  return plainMiddy<Batch, SQSBatchResponse>()
    .before((request) => {
      request.event = readInput("a batch of queue records", batch, request.event);
    })
    .onError((request) => {
      const { error } = request;
      logFailure("batch failed", error);
      countFailure("RecordsFailed", error);
      request.error = withoutWords(error) as Error;
    })
    .handler(async ({ Records }: Batch) => {
      const failed = new Set<string>();
      await take(Records, (record, error) => {
        failed.add(record.messageId);
        logFailure("record failed", error, { record: record.messageId });
        countFailure("RecordsFailed", error);
      });
      return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
    });
}

export interface RecordWork<Body> {
  /** Names a body in errors, such as "a wake". */
  readonly what: string;
  readonly body: $ZodType<Body>;
  /** Ids for the log. */
  readonly describe: (body: Body) => LogContext;
  readonly work: (body: Body) => Promise<void>;
}

/** One record after another: the queue's concurrency alone decides how fast a service is called. */
export function eachRecord<Body>({ what, body, describe, work }: RecordWork<Body>) {
  async function workOn(record: QueueRecord, fail: Fail): Promise<void> {
    try {
      const read = readBody(what, body, record.body);
      correlate(describe(read));
      await work(read);
      logHandled(what);
    } catch (error) {
      fail(record, error);
    }
  }
  return async (records: readonly QueueRecord[], fail: Fail): Promise<void> => {
    for (const record of records) {
      await correlated({ record: record.messageId }, () => workOn(record, fail));
    }
  };
}
