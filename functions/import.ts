import * as z from "zod/mini";
import { taskHandler } from "../src/aws/handler/task-handler.ts";
import { count } from "../src/aws/metrics.ts";
import { watchSetAsides } from "../src/aws/watch-ports.ts";
import * as wire from "../src/aws/wire.ts";
import { createFinishImport, type FinishedImport } from "../src/flows/finish-import.ts";
import { createImportPart, type ImportPartPorts } from "../src/flows/import-part.ts";

const id = z.string().check(z.minLength(1));
const number = z.int().check(z.minimum(1));
const input = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("part"),
    id,
    rows: z.enum(["customers", "events"]),
    asOf: z.int(),
    part: number,
  }),
  z.object({ do: z.literal("finish"), id, parts: number }),
]);

/** Takes one part of an upload in; at the end, says whether every part was. */
export function createHandler(given: ImportPartPorts) {
  const ports = { ...given, setAsides: watchSetAsides(given.setAsides) };
  const importPart = createImportPart(ports);
  const finishImport = createFinishImport(ports);
  return taskHandler({
    what: "a part of an import",
    input,
    describe: () => ({}),
    async work(task): Promise<FinishedImport | { readonly kind: "imported" }> {
      if (task.do === "finish") return finishImport(task);
      const leftOut = (await importPart(task))?.leftOut ?? 0;
      if (leftOut > 0) count("EventPartsLeftOut", leftOut);
      return { kind: "imported" };
    },
  });
}

export const handler = createHandler({
  addresses: wire.addresses,
  backoff: wire.backoff,
  catalog: wire.catalog,
  clock: wire.clock,
  customers: wire.customers,
  events: wire.events,
  importFiles: wire.importFiles,
  keys: wire.keys,
  messages: wire.messages,
  setAsides: wire.setAsides,
  wakes: wire.wakes,
});
