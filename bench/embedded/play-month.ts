import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DAY, formatInstant, HOUR, type Instant } from "../../src/core/time/instant.ts";
import { keepFor } from "../../src/local/play.ts";
import { createLocalRuntime, type LocalRuntime } from "../../src/local/runtime.ts";
import { createSpeedSampler } from "../machine-speed.ts";
import { monthDefinitions } from "./month-journey.ts";

/** Plays so many customers through the 30-day journey, each with so many events over so many days. */
const [customers = 1000, viewsEach = 3, days = 29] = process.argv.slice(2).map(Number);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const start = Date.UTC(2026, 8, 1);
/** Registered within the first day, one after the other; views and some orders over the days after. */
function* eventsByTime(): Generator<{ at: Instant; text: string }> {
  for (let n = 0; n < customers; n++) {
    const at = start + Math.floor((n * DAY) / customers);
    yield { at, text: registered(n, at) };
  }
  const views = customers * viewsEach;
  for (let n = 0; n < views; n++) {
    const at = start + DAY + Math.floor((n * days * DAY) / views);
    const who = n % customers;
    const type = n < customers * 0.2 ? "order.placed" : "page.viewed";
    yield { at, text: JSON.stringify({ ...named(`v${n}`, type, at), customer: `c${who}` }) };
  }
}

function named(id: string, type: string, at: Instant) {
  return { id, type, at: formatInstant(at), properties: { page: "/kitchen/pans", total: 49 } };
}

function registered(n: number, at: Instant): string {
  const customer = {
    id: `c${n}`,
    attributes: { firstName: "Friederike", city: "Hamburg", tier: "silver" },
    addresses: { email: [`c${n}@customer.example.com`], push: [`endpoint/GCM/shop/c${n}`] },
    consents: { "email:*": true, "push:*": true },
    zone: "Europe/Berlin",
  };
  return JSON.stringify({ ...named(`r${n}`, "customer.registered", at), customer });
}

/** Live bytes, after a full collection. */
function liveBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const speed = createSpeedSampler();
const messagesPerSample = 10;
let sent = 0;
const runtime: LocalRuntime = createLocalRuntime({
  start,
  definitions: monthDefinitions,
  keepFor,
  sent: () => {
    sent += 1;
    if (sent % messagesPerSample === 0) speed.sample();
  },
});

const baseline = liveBytes();
/** At each time of measuring. */
const live: number[] = [];
let notOursMs = 0;
const end = start + Math.max(32, days + 1) * DAY;
// On day 45 all journeys have ended and what they left is forgotten; from then on only events come.
const measuredDays = [1, 2, 8, 15, 24, 30, 45].map((day) => start + day * DAY);
const measureAt = [...measuredDays.filter((at) => at < end), end];
const began = performance.now();

async function advanceTo(until: Instant): Promise<void> {
  for (let next = measureAt[0]; next !== undefined && next <= until; next = measureAt[0]) {
    measureAt.shift();
    await runtime.agenda.advanceTo(next);
    // What a collection by order costs is not the runtime's.
    const paused = performance.now();
    live.push(liveBytes() - baseline);
    notOursMs += performance.now() - paused;
  }
  await runtime.agenda.advanceTo(until);
}

for (const { at, text } of eventsByTime()) {
  await advanceTo(at);
  runtime.offer(text);
}
await advanceTo(end + HOUR);
const seconds = (performance.now() - began - notOursMs) / 1000 - speed.spentSeconds();

const expected = customers * 5;
if (sent !== expected) throw new RangeError(`${sent} messages were sent, not ${expected}`);
if (runtime.customers.size !== customers) throw new RangeError("customers are missing");
const letters = Object.values(runtime.queues).reduce((sum, q) => sum + q.deadLetters.length, 0);
if (letters > 0) throw new RangeError(`${letters} dead letters`);

const mostBytes = Math.max(...live);
const lateBytes = live.slice(measuredDays.length - 1);
console.log(
  JSON.stringify({ customers, seconds, slowdown: speed.slowdown(), mostBytes, lateBytes }),
);
