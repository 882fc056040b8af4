import * as z from "zod/mini";
import { correlate } from "../src/aws/correlation.ts";
import { eachRecord, queueHandler } from "../src/aws/handler/queue-handler.ts";
import { logRefusal } from "../src/aws/log.ts";
import { watchCustomers, watchEnrollments } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import type { Ports } from "../src/core/ports.ts";
import { createSettleRun } from "../src/flows/settle-run.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-events.html */
const statusChange = z.object({
  source: z.literal("aws.states"),
  detail: z.object({
    /** Name of one of our runs: `<enrollment>-g<generation>`. */
    name: z.string(),
    status: z.enum(["FAILED", "TIMED_OUT", "ABORTED"]),
    /** The name of the error; its cause may quote what the error choked on and is left there. */
    error: z.nullish(z.string()),
  }),
});

/** Form of an error name. A person who aborts a run by hand may write anything in its place. */
const namePattern = /^[\w.]{1,80}$/;

const runName = /^(.+)-g(\d+)$/;

/** Marks and lists the enrollments whose run ended though their journey had not. */
export function createHandler(
  ports: Pick<Ports, "backoff" | "clock" | "customers" | "enrollments">,
) {
  const settleRun = createSettleRun({
    ...ports,
    customers: watchCustomers(ports.customers),
    enrollments: watchEnrollments(ports.enrollments),
  });
  return queueHandler(
    eachRecord({
      what: "an execution status change",
      body: statusChange,
      describe: ({ detail }) => ({ run: detail.name, status: detail.status }),
      async work({ detail: { name, status, error } }) {
        const [, enrollment, generation] = runName.exec(name) ?? [];
        if (enrollment === undefined) {
          logRefusal("an execution that somebody started by hand");
          return;
        }
        const broken = { enrollment, generation: Number(generation), status };
        correlate({ ...broken, ...(error && namePattern.test(error) ? { cause: error } : {}) });
        await settleRun(error ? { ...broken, error } : broken);
      },
    }),
  );
}

export const handler = createHandler({
  backoff: wire.backoff,
  clock: wire.clock,
  customers: wire.customers,
  enrollments: wire.enrollments,
});
