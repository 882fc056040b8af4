import * as z from "zod/mini";
import { taskHandler } from "../src/aws/handler/task-handler.ts";
import { watchSetAsides } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import { MINUTE } from "../src/core/time/instant.ts";
import {
  type BackfillPorts,
  type BegunBackfill,
  createBeginBackfill,
  createFillSlice,
  type FilledSlice,
} from "../src/flows/backfill-figures.ts";

const input = z.discriminatedUnion("do", [
  z.object({ do: z.literal("begin"), rev: z.int().check(z.minimum(1)) }),
  z.object({
    do: z.literal("fill"),
    token: z.int().check(z.minimum(1)),
    slice: z.int().check(z.minimum(0)),
  }),
]);

/** For the page that is under way when no further one is begun: of the function's 5 minutes. */
const forTheLastPage = MINUTE;

/** Begins a backfill of figures, and fills them in for a slice until its time is nearly up. */
export function createHandler(given: BackfillPorts) {
  const ports = { ...given, setAsides: watchSetAsides(given.setAsides) };
  const beginBackfill = createBeginBackfill(ports);
  const fillSlice = createFillSlice(ports);
  return taskHandler({
    what: "a part of a backfill",
    input,
    describe: (part) => (part.do === "fill" ? { slice: part.slice } : {}),
    async work(part, context): Promise<BegunBackfill | FilledSlice> {
      switch (part.do) {
        case "begin":
          return beginBackfill(part.rev);
        case "fill":
          return fillSlice(part, () => context.getRemainingTimeInMillis() >= forTheLastPage);
      }
    },
  });
}

export const handler = createHandler({
  backfills: wire.backfills,
  backoff: wire.backoff,
  clock: wire.clock,
  customers: wire.customers,
  events: wire.events,
  publications: wire.publications,
  setAsides: wire.setAsides,
});
