import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { createCustomers } from "../../src/aws/customers.ts";
import { DAY } from "../../src/core/time/instant.ts";
import type { Stage } from "../../test/rehearsal/stage/stage.ts";
import { itemBytes } from "../dynamodb-units.ts";
import { referenceCustomer } from "../reference/customer.ts";
import { filledTo } from "../reference/events.ts";
import { registerDevices } from "./push-devices.ts";

export interface PlantedCustomer {
  readonly id: string;
  readonly key: string;
  readonly email: string;
  /** Bytes of the item before the journey. */
  readonly restingBytes: number;
}

/** Writes customers whom the shop has known for a while, each of so many bytes. */
export async function plantCustomers(
  stage: Stage,
  many: number,
  restingBytes: number,
): Promise<PlantedCustomer[]> {
  const { clients, output } = stage.connection;
  const table = output("CustomersTable");
  const customers = createCustomers({ client: clients.dynamo, table });
  const bytesOf = async (key: string) => {
    const command = new GetItemCommand({ TableName: table, Key: { key: { S: key } } });
    return itemBytes((await clients.dynamo.send(command)).Item ?? {});
  };

  const ids = Array.from({ length: many }, () => stage.customers.create("bench").id);
  const devices = await registerDevices(stage.connection, ids);
  const since = (await stage.clock.now()) - DAY;
  const planted: PlantedCustomer[] = [];
  for (const [n, id] of ids.entries()) {
    const key = await stage.customers.keyOf(id);
    const reference = referenceCustomer(key, id, since);
    const push = [{ to: devices[n] ?? "" }];
    const known = { ...reference, addresses: { ...reference.addresses, push } };
    await customers.commit({ ...known, rev: 0 }, known);
    const before = await customers.find(key);
    if (before === undefined) throw new RangeError(`${id} was not written`);
    await customers.commit(before, filledTo(before, restingBytes - (await bytesOf(key))));
    const email = known.addresses.email?.[0]?.to ?? "";
    planted.push({ id, key, email, restingBytes: await bytesOf(key) });
  }
  return planted;
}
