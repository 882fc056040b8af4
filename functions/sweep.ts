import * as z from "zod/mini";
import { taskHandler } from "../src/aws/handler/task-handler.ts";
import { count } from "../src/aws/metrics.ts";
import { watchSetAsides } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import { MINUTE } from "../src/core/time/instant.ts";
import {
  type BeginSweepPorts,
  type BegunSweep,
  createBeginSweep,
} from "../src/flows/begin-sweep.ts";
import {
  createFinishSweep,
  type FinishedSweep,
  type FinishSweepPorts,
} from "../src/flows/finish-sweep.ts";
import {
  createSweepSlice,
  type SweepSlicePorts,
  type SweptSlice,
} from "../src/flows/sweep-slice.ts";

const execution = z.string().check(z.minLength(1));
const token = z.int().check(z.minimum(1));
const input = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("begin"),
    execution,
    // JSONata has no way to leave a field out.
    ask: z.nullable(z.enum(["overdue", "evaluate"])),
  }),
  z.object({ do: z.literal("sweep"), token, slice: z.int().check(z.minimum(0)) }),
  z.object({ do: z.literal("finish"), execution, token }),
]);

/** For the page that is under way when no further one is begun: of the function's 5 minutes. */
const forTheLastPage = MINUTE;

type SweepPorts = BeginSweepPorts & SweepSlicePorts & FinishSweepPorts;

/** Begins a sweep, sweeps a slice until its time is nearly up, and finishes the sweep. */
export function createHandler(given: SweepPorts) {
  const ports = { ...given, setAsides: watchSetAsides(given.setAsides) };
  const beginSweep = createBeginSweep(ports);
  const sweepSlice = createSweepSlice(ports);
  const finishSweep = createFinishSweep(ports);
  return taskHandler({
    what: "a part of a sweep",
    input,
    describe: (part) => (part.do === "sweep" ? { slice: part.slice } : {}),
    async work(part, context): Promise<BegunSweep | SweptSlice | FinishedSweep> {
      switch (part.do) {
        case "begin":
          return beginSweep({ execution: part.execution, ask: part.ask ?? undefined });
        case "sweep": {
          const hasTime = () => context.getRemainingTimeInMillis() >= forTheLastPage;
          const swept = await sweepSlice(part, hasTime);
          if (swept.carriedOut > 0) count("OverdueFound", swept.carriedOut);
          return swept;
        }
        case "finish":
          return finishSweep(part);
      }
    },
  });
}

export const handler = createHandler({
  backoff: wire.backoff,
  bus: wire.bus,
  catalog: wire.catalog,
  clock: wire.clock,
  customers: wire.customers,
  events: wire.events,
  pauses: wire.pauses,
  releases: wire.releases,
  rest: wire.rest,
  runs: wire.runs,
  setAsides: wire.setAsides,
  sizes: wire.sizes,
  sweepLeases: wire.sweepLeases,
  wakes: wire.wakes,
});
