import { describe, expect, it } from "vitest";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { settings, withZone } from "../../src/core/definitions/settings.ts";
import { operationalError } from "../../src/core/errors.ts";
import type { Ports } from "../../src/core/ports.ts";
import { formatInstant, HOUR, MINUTE, parseInstant, SECOND } from "../../src/core/time/instant.ts";
import { createPublishFiles } from "../../src/flows/publish-files.ts";
import { createLocalRuntime, keyOfCustomer, type LocalRuntime } from "../../src/local/runtime.ts";

const start = parseInstant("2026-01-05T10:00:00Z") ?? 0;
const shop = withZone(
  settings.parse({
    unknownZone: "use-default",
    purposes: { care: {} },
    senders: { email: { from: "shop@example.com" } },
  }),
  "UTC",
);
const buyers = { name: "buyers", when: { event: "order.placed", within: "30d" } };
const readers = { name: "readers", when: { event: "page.read", count: { atLeast: 3 } } };
const regulars = {
  name: "regulars",
  when: { event: "order.placed", within: "180d", count: { atLeast: 2 } },
};
const setOf = (...segments: DefinitionSet["segments"]): DefinitionSet => ({
  rev: 1,
  settings: shop,
  journeys: [],
  segments,
  templates: [],
});

function begin(wrap?: (ports: Ports) => Ports): LocalRuntime {
  return createLocalRuntime({ start, definitions: setOf(buyers), ...(wrap && { wrap }) });
}
const pass = ({ agenda }: LocalRuntime, ms: number) => agenda.advanceTo(agenda.clock.now() + ms);
let told = 0;
async function tell(
  runtime: LocalRuntime,
  who: string,
  type: string,
  profile = {},
): Promise<string> {
  told += 1;
  const id = `e${told}`;
  const at = formatInstant(runtime.agenda.clock.now());
  runtime.offer(JSON.stringify({ id, type, at, customer: { id: who, ...profile } }));
  await pass(runtime, 2 * SECOND);
  return id;
}
const itemOf = (runtime: LocalRuntime, who: string) => runtime.customers.peek(keyOfCustomer(who));
const namesOf = async (runtime: LocalRuntime) =>
  (await runtime.ports.publications.live())?.segments.map(({ name }) => name);
const known = { attributes: { city: "Jinan" } };

describe("a set that asks for figures which were not counted", () => {
  it("goes live by itself when they are filled in from history, a minute later", async () => {
    const runtime = begin();
    await tell(runtime, "ann", "customer.registered", known);
    for (let n = 0; n < 3; n++) await tell(runtime, "ann", "page.read");
    await runtime.publish(setOf(buyers, readers));
    expect(await namesOf(runtime)).toEqual(["buyers"]);
    await pass(runtime, 59 * SECOND);
    expect(await namesOf(runtime)).toEqual(["buyers"]);
    await pass(runtime, 2 * SECOND);
    expect(await namesOf(runtime)).toEqual(["buyers", "readers"]);
    expect((await runtime.ports.publications.live())?.figures).toBeUndefined();
    expect(itemOf(runtime, "ann")?.figures["page.read"]).toMatchObject({ count: 3 });
    await runtime.sweep("evaluate");
    expect(itemOf(runtime, "ann")?.segments).toHaveProperty("readers");
  });

  it("counts once what comes while they are filled in, and what comes again", async () => {
    const runtime = begin();
    await tell(runtime, "ann", "customer.registered", known);
    const first = await tell(runtime, "ann", "page.read");
    await runtime.publish(setOf(buyers, readers));
    await tell(runtime, "ann", "page.read");
    await pass(runtime, 2 * MINUTE);
    await tell(runtime, "ann", "page.read");
    const at = formatInstant(start);
    runtime.offer(JSON.stringify({ id: first, type: "page.read", at, customer: "ann" }));
    await pass(runtime, MINUTE);
    expect(itemOf(runtime, "ann")?.figures["page.read"]).toMatchObject({ count: 3 });
  });

  it("widens a window of a figure that is in use, without a moment in which it is wrong", async () => {
    const runtime = begin();
    await tell(runtime, "ann", "order.placed", known);
    await pass(runtime, 100 * 24 * HOUR);
    await tell(runtime, "ann", "order.placed");
    await runtime.publish(setOf(buyers, regulars));
    expect(itemOf(runtime, "ann")?.figures["order.placed"]).toMatchObject({ count: 2 });
    await pass(runtime, 2 * MINUTE);
    await runtime.sweep("evaluate");
    expect(Object.keys(itemOf(runtime, "ann")?.segments ?? {})).toEqual(["buyers", "regulars"]);
  });

  it("counts the history of a customer whose first events concerned nobody", async () => {
    const runtime = begin();
    await tell(runtime, "bob", "page.read");
    await tell(runtime, "bob", "page.read");
    expect(itemOf(runtime, "bob")).toBeUndefined();
    await runtime.publish(setOf(buyers, readers));
    await pass(runtime, 2 * MINUTE);
    await tell(runtime, "bob", "page.read");
    expect(itemOf(runtime, "bob")?.figures["page.read"]).toMatchObject({ count: 3 });
    expect(itemOf(runtime, "bob")?.segments).toHaveProperty("readers");
  });

  it("waits for an event whose record its intake died before writing", async () => {
    let dies = false;
    const runtime = begin((ports) => ({
      ...ports,
      events: {
        ...ports.events,
        async record(key, event) {
          if (dies && event.type === "order.placed") {
            throw operationalError("StoreUnavailable", "said the test");
          }
          return ports.events.record(key, event);
        },
      },
    }));
    await tell(runtime, "ann", "order.placed", known);
    dies = true;
    await tell(runtime, "ann", "order.placed");
    await runtime.publish(setOf(buyers, regulars));
    await pass(runtime, 10 * MINUTE);
    expect(await namesOf(runtime)).toEqual(["buyers"]);
    dies = false;
    runtime.queues.intake.redrive();
    await pass(runtime, HOUR);
    expect(await namesOf(runtime)).toEqual(["buyers", "regulars"]);
    expect(itemOf(runtime, "ann")?.figures["order.placed"]).toMatchObject({ count: 2 });
  });

  // Torture seed 607: the slice of the known customer was done, and nobody came to fill it in again.
  it("counts what a visitor did who is joined while figures are filled in", async () => {
    let scans = 0;
    const visitor = keyOfCustomer("visitor");
    const runtime: LocalRuntime = begin((ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        async page(from) {
          const page = await ports.customers.page(from);
          if (!page.customers.some(({ key }) => key === visitor)) return page;
          scans += 1;
          // By now two passes have found nobody left in the slice of the known customer.
          if (scans !== 4) return page;
          const at = formatInstant(runtime.agenda.clock.now());
          const told = { id: "joins", type: "customer.identified", at, customer: "ann" };
          runtime.offer(JSON.stringify({ ...told, properties: { anonymous: "visitor" } }));
          await pass(runtime, 2 * SECOND);
          return page;
        },
        // The visitor is too busy to be filled in.
        async commit(before, after) {
          const isFilled = before.key === visitor && after.counted !== before.counted;
          return !isFilled && ports.customers.commit(before, after);
        },
      },
    }));
    for (const who of ["ann", "visitor"]) {
      await tell(runtime, who, "customer.registered", known);
      await tell(runtime, who, "page.read");
    }
    await runtime.publish(setOf(buyers, readers));
    await pass(runtime, 2 * HOUR);
    expect(await namesOf(runtime)).toEqual(["buyers", "readers"]);
    expect(itemOf(runtime, "ann")?.joined).toHaveLength(1);
    expect(itemOf(runtime, "ann")?.figures["page.read"]).toMatchObject({ count: 2 });
  });

  it("goes on after each call of the backfill has failed once", async () => {
    const failed = new Set<string>();
    const once = (name: string): void => {
      if (failed.has(name)) return;
      failed.add(name);
      throw operationalError("StoreUnavailable", `said the test: ${name}`);
    };
    const runtime = begin((ports) => ({
      ...ports,
      backfills: {
        read: async () => (once("read"), ports.backfills.read()),
        async replace(before, next) {
          const done = await ports.backfills.replace(before, next);
          once(`replace ${before.token}`);
          return done;
        },
        async note(...progress) {
          const done = await ports.backfills.note(...progress);
          once(`note ${progress[1]}`);
          return done;
        },
      },
      publications: {
        ...ports.publications,
        async goLive(before, next) {
          const done = await ports.publications.goLive(before, next);
          once(`goLive ${before}`);
          return done;
        },
      },
    }));
    await tell(runtime, "ann", "customer.registered", known);
    for (let n = 0; n < 3; n++) await tell(runtime, "ann", "page.read");
    await runtime.publish(setOf(buyers, readers));
    await pass(runtime, HOUR);
    expect(failed.size).toBeGreaterThan(8);
    expect(await namesOf(runtime)).toEqual(["buyers", "readers"]);
    expect(itemOf(runtime, "ann")?.figures["page.read"]).toMatchObject({ count: 3 });
  });

  it("starts once more where another set asks for more meanwhile", async () => {
    const runtime = begin();
    await tell(runtime, "ann", "order.placed", known);
    await runtime.publish(setOf(buyers, regulars));
    await pass(runtime, 30 * SECOND);
    await runtime.publish(setOf(buyers, regulars, readers));
    await pass(runtime, 45 * SECOND);
    expect(await namesOf(runtime)).toEqual(["buyers"]);
    await pass(runtime, MINUTE);
    expect(await namesOf(runtime)).toEqual(["buyers", "regulars", "readers"]);
  });
});

describe("files that ask for figures which were not counted", () => {
  it("are told beside themselves: preparing, then live", async () => {
    const runtime = begin();
    await tell(runtime, "ann", "order.placed", known);
    const publishFiles = createPublishFiles(runtime.ports);
    const path = "segments/readers.json";
    await runtime.ports.files.write(path, JSON.stringify(readers));
    await publishFiles([{ path, sequence: "01" }]);
    const report = () =>
      JSON.parse(runtime.catalog.files.texts.get("segments/readers.report.json") ?? "{}");
    expect(report()).toMatchObject({ verdict: "preparing" });
    await pass(runtime, 2 * MINUTE);
    expect(report()).toMatchObject({ verdict: "live" });
    expect(await namesOf(runtime)).toEqual(["buyers", "readers"]);
  });

  it("are live at once while there is no customer", async () => {
    const runtime = begin();
    const path = "segments/readers.json";
    await runtime.ports.files.write(path, JSON.stringify(readers));
    await createPublishFiles(runtime.ports)([{ path, sequence: "01" }]);
    expect(await namesOf(runtime)).toEqual(["buyers", "readers"]);
    await pass(runtime, 2 * MINUTE);
    expect((await runtime.ports.publications.live())?.figures).toBeUndefined();
  });
});
