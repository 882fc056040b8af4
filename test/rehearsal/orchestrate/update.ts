import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Connection } from "../stage/connection.ts";
import { openStage, type Stage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";
import { root } from "./run-folder.ts";

/** What is in every place that keeps something, before the stack is updated. */
export interface Planted {
  readonly customer: string;
  readonly before: Awaited<ReturnType<typeof look>>;
}

/** A customer who registered, and a file that was saved. */
export async function plantCustomer(connection: Connection): Promise<Planted> {
  const stage = openStage(connection);
  await stage.files.publish(
    "settings.json",
    readFileSync(join(root, "examples/settings.json"), "utf8"),
  );
  const { id, email } = stage.customers.create("kept");
  await stage.events.put([
    { type: "customer.registered", customer: { id, addresses: { email: [email] } } },
  ]);
  await until("the first event to reach its customer", () => stage.customers.find(id));
  return { customer: id, before: await look(stage, id) };
}

/** @throws Error when the update lost or changed any of it */
export async function assertKept(
  connection: Connection,
  { customer, before }: Planted,
): Promise<void> {
  const after = await look(openStage(connection), customer);
  if (isDeepStrictEqual(before, after)) return;
  const said = JSON.stringify({ before, after }, undefined, 2);
  throw new Error(`The update of the stack changed what it had to keep: ${said}`);
}

async function look(stage: Stage, customer: string) {
  return {
    customer: await stage.customers.find(customer),
    records: await stage.customers.records(customer),
    settings: await stage.files.read("settings.json"),
    key: await stage.customers.keyOf(customer),
  };
}
