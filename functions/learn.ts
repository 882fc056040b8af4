import * as z from "zod/mini";
import { taskHandler } from "../src/aws/handler/task-handler.ts";
import * as wire from "../src/aws/wire.ts";
import { MINUTE } from "../src/core/time/instant.ts";
import { createLearnModels, type LearnModelsPorts } from "../src/flows/learn-models.ts";

/**
 * To learn once all are read: of the function's 15 minutes. Clusters of a million customers take
 * 20 s (docs/decisions/0011-clusters.md), so this is three attributes of 3 million, or ten of one.
 */
const forLearning = 3 * MINUTE;

/** Learns the models that are due, and makes them live. @returns what was due, and what became of it */
export function createHandler(ports: LearnModelsPorts) {
  const learnModels = createLearnModels(ports);
  return taskHandler({
    what: "the learning of models",
    input: z.object({}),
    describe: () => ({}),
    async work(_input, context) {
      const hasTime = () => context.getRemainingTimeInMillis() >= forLearning;
      const learnings = await learnModels({ hasTime });
      return learnings.map(({ kind, name }) => ({ kind, name }));
    },
  });
}

export const handler = createHandler({
  clock: wire.clock,
  customers: wire.customers,
  publications: wire.publications,
  rest: wire.rest,
});
