import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../src/aws/item.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import { customerKeyOf } from "../../src/core/customers/customer.ts";
import type { Feedback } from "../../src/core/messages/feedback.ts";
import { formatInstant } from "../../src/core/time/instant.ts";
import { findEmulator, startDynamo } from "../contract/start-dynamo.ts";
import { loadEngine } from "./engine.ts";
import { createHoldUp } from "./hold-up.ts";
import { goOn, openWorld, type Tables, tellStory, type World } from "./play-world.ts";
import { createQueueRecorder, type QueueRecorder } from "./record-queues.ts";
import { sealTokens } from "./seal-tokens.ts";
import { at, begins, recorded, worldEvents } from "./world-events.ts";
import { type Version, versions, worldFiles } from "./world-files.ts";

/**
 * Records what a version leaves in a stage: `node test/versions/record.ts 0.2.0 <checkout>`, where
 * the checkout is that version's own code (README.md). It plays the world on the version's code and
 * its adapters, keeps every item as DynamoDB holds it, and then plays on to learn what would have
 * come of them.
 */
async function record(version: Version, checkout: string): Promise<void> {
  const binary = findEmulator();
  if (binary === undefined) throw new Error("No DynamoDB emulator is installed: run `npm ci`.");
  const engine = await loadEngine(checkout);
  const emulator = await startDynamo(binary);
  try {
    const tables = {
      customers: await emulator.customers(),
      timeline: await emulator.timeline(),
      catalog: await emulator.catalog(),
    };
    let now = () => begins;
    const recorder = createQueueRecorder(() => now());
    const holdUp = createHoldUp(() => now(), engine.keyOfCustomer);
    const world = openWorld({
      engine,
      tables,
      start: begins,
      answer: (message) => holdUp.answer(message),
      wrap: (ports) => holdUp.wrap(recorder.wrap(ports, engine)),
      around: (flows) => recorder.around(holdUp.around(flows)),
    });
    now = () => world.runtime.agenda.clock.now();
    const { before, after } = worldEvents(version);
    for (const [path, text] of worldFiles(version)) await world.ports.files.write(path, text);
    const saves = [...worldFiles(version).keys()].map((path) => ({ path, sequence: "01" }));
    const verdicts = await engine.createPublishFiles(world.ports)(saves);
    const refused = verdicts.filter(({ verdict }) => verdict !== "live");
    if (refused.length > 0) throw new Error(JSON.stringify(refused, null, 2));
    planBefore(world, recorder, before, keyOf(engine.keyOfCustomer));
    await world.runtime.agenda.advanceTo(recorded);

    const folder = join(import.meta.dirname, version);
    await mkdir(folder, { recursive: true });
    for (const [name, table] of Object.entries(tables)) {
      await writeFile(join(folder, `${name}.jsonl`), lines(await itemsOf(table)));
    }
    const queues = { ...queuesOf(recorder), optOut: await sealTokens(engine, world.ports.clock) };
    await goOn(world, recorded, after);
    const story = await tellStory(world, tables satisfies Tables, recorded);
    await writeFile(join(folder, "queues.json"), `${JSON.stringify(queues, null, 2)}\n`);
    await writeFile(join(folder, "story.json"), `${JSON.stringify(story, null, 2)}\n`);
  } finally {
    await emulator.stop();
  }
}

const keyOf = (of: (customer: string) => string) => (customer: string, id: string) =>
  customerKeyOf(id) === of(customer);

function planBefore(
  world: World,
  recorder: QueueRecorder,
  events: ReturnType<typeof worldEvents>["before"],
  isOf: (customer: string, id: string) => boolean,
): void {
  const { agenda, queues } = world.runtime;
  for (const { at: when, text } of events) {
    agenda.plan(when, async () => {
      recorder.offered(text, when);
      world.runtime.offer(text);
    });
  }
  const tell = async (customer: string, feedback: Omit<Feedback, "message">) => {
    for (const { order } of world.sent) {
      const message = await order;
      if (message === undefined || !isOf(customer, message.id)) continue;
      queues.feedback.send({ ...feedback, message: message.id }, 0);
    }
  };
  const when = at("07 09:00");
  agenda.plan(when, () => tell("delivered", { at: when, kind: "delivered" }));
  agenda.plan(when, () => tell("delivered", { at: when, kind: "opened" }));
  // The word of those versions for an address that is dead; today's is another.
  const dead = { permanent: true };
  const bounced = { at: when, kind: "bounced", reason: "550 no such user", ...dead } as const;
  agenda.plan(when, () => tell("bounced", bounced));
  const pauses: World["ports"]["pauses"] | undefined = world.ports.pauses;
  if (pauses === undefined) return;
  agenda.plan(at("07 13:30"), async () => {
    const pause = { since: at("07 13:30"), by: "ops", why: "wrong text" };
    await pauses.pause({ kind: "journey", journey: "pausable" }, pause);
  });
  for (let hour = 0; at("05 09:00") + hour * 3_600_000 < recorded; hour += 1) {
    const turn = at("05 09:00") + hour * 3_600_000;
    agenda.plan(turn, async () => void (await world.runtime.sweep("evaluate")));
  }
}

async function itemsOf({ client, table }: TableConfig): Promise<Item[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return Items;
}

/** One item a line, names and items in order: a recording that changes nothing changes no line. */
function lines(items: readonly Item[]): string {
  const texts = items.map((item) => JSON.stringify(sorted(item)));
  return texts
    .toSorted()
    .map((text) => `${text}\n`)
    .join("");
}

function sorted(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(sorted);
  if (typeof part !== "object" || part === null) return part;
  const entries = Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, sorted(value)]));
}

/** What is in the queues, and a few calls of each kind. */
function queuesOf(recorder: QueueRecorder) {
  const { calls, deadLetters } = recorder;
  const some = (operation: string) =>
    calls
      .filter((call) => call.operation === operation)
      .slice(0, 2)
      .map(({ input }) => input);
  return {
    pending: recorder.pending().map(({ queue, due, body }) => ({
      queue,
      due: formatInstant(due),
      body: typeof body === "string" ? body : JSON.stringify(body),
    })),
    schedules: some("CreateSchedule"),
    queued: some("SendMessage"),
    executions: some("StartExecution"),
    wentOn: some("SendTaskSuccess"),
    bus: some("PutEvents"),
    deadLetters,
  };
}

const [version, checkout] = process.argv.slice(2);
const known = versions.find((one) => one === version);
if (known === undefined || checkout === undefined) {
  throw new Error(`usage: node test/versions/record.ts ${versions.join("|")} <checkout>`);
}
await record(known, checkout);
