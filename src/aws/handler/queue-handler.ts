import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import * as z from "zod/mini";
import type { $ZodType } from "zod/v4/core";
import { type LogContext, logFailure } from "../log.ts";
import { plainMiddy } from "./plain-middy.ts";
import { readBody, readInput } from "./read-input.ts";

const batch = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string() })),
});
type Batch = z.infer<typeof batch>;
export type QueueRecord = Batch["Records"][number];

/** Leaves a record to its queue, which tries it again or puts it aside. */
export type Fail = (record: QueueRecord, error: unknown, context?: LogContext) => void;

/**
 * A Lambda behind a queue. What `take` fails is tried again, the rest of the batch is done
 * (ReportBatchItemFailures); an error that it throws fails the whole batch.
 */
export function queueHandler(take: (records: readonly QueueRecord[], fail: Fail) => Promise<void>) {
  return middy<Batch, SQSBatchResponse>(plainMiddy)
    .before((request) => {
      request.event = readInput("a batch of queue records", batch, request.event);
    })
    .onError(({ error }) => logFailure("batch failed", error, {}))
    .handler(async ({ Records }: Batch) => {
      const failed = new Set<string>();
      await take(Records, (record, error, context = {}) => {
        failed.add(record.messageId);
        logFailure("record failed", error, { record: record.messageId, ...context });
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
  return async (records: readonly QueueRecord[], fail: Fail): Promise<void> => {
    for (const record of records) {
      let context: LogContext = {};
      try {
        const read = readBody(what, body, record.body);
        context = describe(read);
        await work(read);
      } catch (error) {
        fail(record, error, context);
      }
    }
  };
}
