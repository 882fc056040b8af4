import { setFlagsFromString } from "node:v8";
import { DAY, HOUR } from "../../src/core/time/instant.ts";
import { createLocalRuntime } from "../../src/local/runtime.ts";
import { segmentSet, writeCustomers } from "./shop.ts";

/** Sweeps so many customers in memory: the pass after a publish, one with no news, one of a new day. */
const [customers = 1_000_000] = process.argv.slice(2).map(Number);

// A million customers live at once.
setFlagsFromString("--max-old-space-size=12000");

const start = Date.UTC(2026, 8, 1, 9);
const runtime = createLocalRuntime({ start, definitions: segmentSet });
for (const customer of writeCustomers(customers, start)) {
  const { settled: _, segments: __, ...known } = customer;
  await runtime.customers.commit({ ...customer, rev: 0 }, { ...known, segments: {}, rev: 0 });
}
if (runtime.customers.size !== customers) throw new RangeError("customers are missing");

async function pass(what: string) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await runtime.sweep("evaluate");
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { what, seconds, cpuSeconds: (user + system) / 1e6 };
}

const passes = [await pass("first")];
await runtime.agenda.advanceTo(start + HOUR);
passes.push(await pass("no news"));
await runtime.agenda.advanceTo(start + DAY);
passes.push(await pass("a new day"));
const members = [...runtime.customers.all()].reduce(
  (sum, { segments }) => sum + Object.keys(segments).length,
  0,
);
if (members === 0) throw new RangeError("nobody is in any segment");
const { rss } = process.memoryUsage();
console.log(JSON.stringify({ customers, passes, members, rss }));
