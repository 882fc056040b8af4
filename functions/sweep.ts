import * as z from "zod/mini";
import { taskHandler } from "../src/aws/handler/task-handler.ts";
import { count } from "../src/aws/metrics.ts";
import * as wire from "../src/aws/wire.ts";
import { MINUTE } from "../src/core/time/instant.ts";
import {
  createSweepCustomers,
  type SweepPorts,
  type SweepResult,
} from "../src/flows/sweep-customers.ts";

const stretch = z.object({
  slice: z.int().check(z.minimum(0)),
  slices: z.int().check(z.minimum(1)),
  cursor: z.nullable(z.string()),
});

/** For the page that is under way when no further one is begun: of the function's 5 minutes. */
const forTheLastPage = MINUTE;

/** Where the stretch ended. The state machine reads `cursor`, so that is null at the end, not absent. */
export type SweptStretch = Omit<SweepResult, "cursor"> & { readonly cursor: string | null };

/** Sweeps page after page of one slice of the customers until its time is nearly up. */
export function createHandler(ports: SweepPorts) {
  const sweepCustomers = createSweepCustomers(ports);
  return taskHandler({
    what: "a stretch of a sweep",
    input: stretch,
    describe: ({ slice, slices }) => ({ slice, slices }),
    async work({ slice, slices, cursor }, context): Promise<SweptStretch> {
      let seen = 0;
      let carriedOut = 0;
      for (let next = cursor ?? undefined; ; ) {
        const page = await sweepCustomers({ slice, slices, cursor: next });
        seen += page.seen;
        carriedOut += page.carriedOut;
        if (page.carriedOut > 0) count("OverdueFound", page.carriedOut);
        next = page.cursor;
        const late = context.getRemainingTimeInMillis() < forTheLastPage;
        if (page.more && !late) continue;
        return { slice, slices, cursor: next ?? null, more: page.more, seen, carriedOut };
      }
    },
  });
}

export const handler = createHandler({
  clock: wire.clock,
  customers: wire.customers,
  pauses: wire.pauses,
  runs: wire.runs,
  wakes: wire.wakes,
});
