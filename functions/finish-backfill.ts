import * as z from "zod/mini";
import { findEnvironment } from "../src/aws/env.ts";
import { taskHandler } from "../src/aws/handler/task-handler.ts";
import * as wire from "../src/aws/wire.ts";
import type { Ports } from "../src/core/ports.ts";
import { createFinishBackfill, type FinishedBackfill } from "../src/flows/finish-backfill.ts";
import { createPublishReady, type PublishPorts } from "../src/flows/publish-files.ts";
import { tellVerdict } from "../src/flows/tell-verdict.ts";

const input = z.discriminatedUnion("do", [
  z.object({ do: z.literal("tell") }),
  z.object({ do: z.literal("finish"), token: z.int().check(z.minimum(1)) }),
]);

/** Tells beside the files how far a backfill is; ends its pass, and publishes what waited for it. */
export function createHandler(ports: PublishPorts & Pick<Ports, "bus">) {
  const publishAnew = createPublishReady(ports);
  const publishReady = async (rev?: number): Promise<void> => {
    for (const verdict of await publishAnew(rev)) await tellVerdict(verdict, ports);
  };
  const { backfills, clock } = ports;
  const finishBackfill = createFinishBackfill({ backfills, clock, publishReady });
  return taskHandler({
    what: "the end of a pass of a backfill",
    input,
    describe: () => ({}),
    async work(part): Promise<FinishedBackfill | Record<string, never>> {
      switch (part.do) {
        case "tell":
          await publishReady();
          return {};
        case "finish":
          return finishBackfill(part.token);
      }
    },
  });
}

export const handler = createHandler({
  get stage() {
    return {
      defaultZone: findEnvironment("defaultZone"),
      sender: findEnvironment("senderIdentity"),
    };
  },
  backfillRuns: wire.backfillRuns,
  backfills: wire.backfills,
  bus: wire.bus,
  clock: wire.clock,
  customers: wire.customers,
  files: wire.files,
  publications: wire.publications,
});
