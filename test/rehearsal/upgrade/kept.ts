import type { Stage } from "../stage/stage.ts";
import type { InFlight } from "./in-flight.ts";

/** All that the stage keeps of customers who wait, their schedules and the files. */
export async function lookAtKept(stage: Stage, { customers, files }: InFlight) {
  const kept = customers.map(async ({ id }) => ({
    item: await stage.customers.find(id),
    records: await stage.customers.records(id),
    schedules: await stage.clock.schedules(await stage.customers.keyOf(id)),
  }));
  const texts = Object.keys(files).map((path) => stage.files.read(path));
  return { customers: await Promise.all(kept), files: await Promise.all(texts) };
}
