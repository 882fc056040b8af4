import { keyedHash } from "../../src/core/hash.ts";
import { DAY } from "../../src/core/time/instant.ts";
import { findEmulator, startDynamo } from "../../test/contract/start-dynamo.ts";
import { createStoreRuntime } from "../cost/store-runtime.ts";
import { referenceCustomer } from "../reference/customer.ts";
import { referenceDefinitions } from "../reference/definitions.ts";
import { fullEvent, registration } from "../reference/events.ts";
import { startServices } from "./aws-services.ts";
import { createHopDriver } from "./drive-hops.ts";
import { type Costs, type Hop, type HopCost, hops } from "./hop-book.ts";

/**
 * CPU of this process per hop, calls to AWS included, over the real SDK: the stores are the
 * emulator, the other services a stand-in, both in processes of their own. No TLS.
 */
const start = Date.UTC(2026, 10, 2, 9);
const eventsMeasured = 800;
const journeysMeasured = 160;

/** Per event, or per journey: the mean of the tenth that cost least, and the middle one. */
export interface Measured {
  readonly best: Costs;
  readonly middleCpuMs: number;
}

export interface CpuPerHop {
  /** One event that no definition looks at. */
  readonly unseen: Measured;
  /** One event that only a figure counts. */
  readonly tracked: Measured;
  /** One customer's way through the reference journey, with all feedback. */
  readonly journey: Measured;
}

const binary = findEmulator();
if (binary === undefined) throw new Error("no DynamoDB emulator is installed");
const emulator = await startDynamo(binary);
const services = await startServices();
const store = await createStoreRuntime(emulator, referenceDefinitions, start);
const { runtime } = store;
const driver = createHopDriver(runtime, services.ports, store.client);

let count = 0;
async function addCustomer(): Promise<string> {
  const id = `c${++count}`;
  const customer = referenceCustomer(keyedHash("local", id), id, start - DAY);
  await runtime.ports.customers.commit({ ...customer, rev: 0 }, customer);
  return id;
}
const addCustomers = async (many: number) => {
  const ids: string[] = [];
  for (let n = 0; n < many; n++) ids.push(await addCustomer());
  return ids;
};

let events = 0;
async function measure(
  times: number,
  event: (n: number, customer: string) => object,
): Promise<Measured> {
  const customers = await addCustomers(times);
  driver.takeCosts();
  const measured: Costs[] = [];
  for (const customer of customers) {
    await driver.play(event(++events, customer));
    measured.push(driver.takeCosts());
  }
  measured.sort((a, b) => cpuOf(a) - cpuOf(b));
  const middle = measured[Math.floor(times / 2)];
  if (middle === undefined) throw new RangeError("nothing was measured");
  return { best: meanOf(measured.slice(0, times / 10)), middleCpuMs: cpuOf(middle) };
}

function meanOf(measured: readonly Costs[]): Costs {
  const mean = (hop: Hop, of: (cost: HopCost) => number) =>
    measured.reduce((sum, costs) => sum + of(costs[hop]), 0) / measured.length;
  const meanHop = (hop: Hop): HopCost => ({
    runs: mean(hop, (cost) => cost.runs),
    cpuMs: mean(hop, (cost) => cost.cpuMs),
    storeCalls: mean(hop, (cost) => cost.storeCalls),
    otherCalls: mean(hop, (cost) => cost.otherCalls),
  });
  return Object.fromEntries(hops.map((hop) => [hop, meanHop(hop)])) as Record<Hop, HopCost>;
}

function cpuOf(costs: Costs): number {
  return hops.reduce((sum, hop) => sum + costs[hop].cpuMs, 0);
}

const now = () => runtime.agenda.clock.now();
const report = (what: string) => console.error(`cpu: ${what}`);
report("warming up");
await measure(200, (n, who) => fullEvent(n, "page.viewed", who, now()));
await measure(40, (n, who) => registration(n, who, now()));
report("events");
const unseen = await measure(eventsMeasured, (n, who) => fullEvent(n, "page.viewed", who, now()));
const tracked = await measure(eventsMeasured, (n, who) => fullEvent(n, "order.placed", who, now()));
report("journeys");
const journey = await measure(journeysMeasured, (n, who) => registration(n, who, now()));
const result: CpuPerHop = { unseen, tracked, journey };
console.log(JSON.stringify(result));
services.stop();
await emulator.stop();
