import { describe, expect, it } from "vitest";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Segment } from "../../src/core/definitions/segment.ts";
import type { Settings } from "../../src/core/definitions/settings.ts";
import { operationalError } from "../../src/core/errors.ts";
import type { Ports } from "../../src/core/ports.ts";
import { isMember } from "../../src/core/segments/membership.ts";
import { DAY, formatInstant, HOUR, type Instant, MINUTE } from "../../src/core/time/instant.ts";
import { createPlay } from "../../src/local/play.ts";
import { createLocalRuntime, keyOfCustomer } from "../../src/local/runtime.ts";
import { at, journey, settings } from "../core/given.ts";

const start = at("01-05 12:00");
const dormant: Segment = {
  name: "dormant",
  when: {
    all: [{ event: "order.placed" }, { not: { event: "order.placed", within: "7d" } }],
  },
  onEnter: { addTags: ["sleeps"] },
};

function definitionsOf(change: Partial<Settings> = {}, segments = [dormant]): DefinitionSet {
  return { rev: 1, settings: settings(change), journeys: [], segments, templates: [] };
}

function orderOf(customer: string, when: Instant): string {
  const id = `order-${customer}-${when}`;
  return JSON.stringify({ id, type: "order.placed", customer, at: formatInstant(when) });
}

/** Customers who bought at the start, eight days later: they sleep, and nobody has noticed. */
async function sleeping(count: number, wrap: (ports: Ports) => Partial<Ports> = () => ({})) {
  const told: string[] = [];
  const runtime = createLocalRuntime({
    start,
    definitions: definitionsOf({ zone: "Asia/Shanghai" }),
    noticed: ({ type, customer }) => told.push(`${customer} ${type}`),
    wrap: (ports) => ({ ...ports, ...wrap(ports) }),
  });
  for (let i = 0; i < count; i++) runtime.offer(orderOf(`c${i}`, start));
  await runtime.agenda.advanceTo(start + 8 * DAY);
  const item = (customer: string) => runtime.customers.peek(keyOfCustomer(customer))!;
  const last = async () => (await runtime.ports.sweepLeases.read()).last;
  return { runtime, told, item, last };
}

describe("a sweep that evaluates", () => {
  it("settles what time has changed, tells it, and counts who is in a segment", async () => {
    const { runtime, told, item, last } = await sleeping(3);
    runtime.offer(orderOf("c2", start + 8 * DAY));
    await runtime.agenda.advanceTo(start + 8 * DAY);
    await runtime.sweep("evaluate");
    expect([item("c0"), item("c1"), item("c2")].map(({ tags }) => tags)).toEqual([
      ["sleeps"],
      ["sleeps"],
      [],
    ]);
    expect(told).toEqual(["c0 segment.entered", "c1 segment.entered"]);
    expect(await last()).toMatchObject({ evaluate: true, seen: 3, changed: 2, busy: 0 });
    // 20:00 in Shanghai.
    expect(await runtime.ports.sizes.between("2026-01-01", "2026-12-31")).toEqual([
      { day: "2026-01-13", at: start + 8 * DAY, customers: 3, members: { dormant: 2 } },
    ]);
  });

  it("changes and tells nothing twice", async () => {
    const { runtime, told, item, last } = await sleeping(3);
    await runtime.sweep("evaluate");
    const before = item("c0");
    await runtime.sweep("evaluate");
    expect(item("c0")).toBe(before);
    expect(told).toHaveLength(3);
    expect(await last()).toMatchObject({ seen: 3, changed: 0 });
  });

  it("leaves segments to the next one where it only looks for what is overdue", async () => {
    const { runtime, item } = await sleeping(1);
    await runtime.sweep();
    expect(isMember(item("c0"), "dormant")).toBe(false);
    expect(await runtime.ports.sizes.between("2026-01-01", "2026-12-31")).toEqual([]);
  });

  it("goes on where one customer is changed by others all the time, and counts it", async () => {
    const { runtime, item, last } = await sleeping(3, ({ customers }) => ({
      customers: {
        ...customers,
        async commit(before, after) {
          const isSwept = before.rev > 0 && before.key === keyOfCustomer("c1");
          return isSwept ? false : customers.commit(before, after);
        },
      },
    }));
    await runtime.sweep("evaluate");
    expect([item("c0"), item("c1"), item("c2")].map(({ tags }) => tags.length)).toEqual([1, 0, 1]);
    expect(await last()).toMatchObject({ seen: 3, changed: 2, busy: 1 });
  });

  it("tells what the one before it changed and could not tell, once it has the lease", async () => {
    let away = true;
    const { runtime, told, item, last } = await sleeping(3, ({ bus }) => ({
      bus: {
        async emit(event) {
          if (away && event.customer === "c1") throw operationalError("BusUnavailable", "as told");
          await bus.emit(event);
        },
      },
    }));
    await expect(runtime.sweep("evaluate")).rejects.toMatchObject({ name: "BusUnavailable" });
    expect(item("c1").tags).toEqual(["sleeps"]);
    away = false;
    // The one that broke off holds the lease for another quarter of an hour.
    expect(await runtime.sweep("evaluate")).toBe(0);
    expect(await last()).toBeUndefined();
    await runtime.agenda.advanceTo(runtime.agenda.clock.now() + 16 * MINUTE);
    expect(await last()).toMatchObject({ run: "sweep-1", seen: 3, changed: 1 });
    expect([...new Set(told)].toSorted()).toEqual(
      ["c0", "c1", "c2"].map((customer) => `${customer} segment.entered`),
    );
    expect(
      [...runtime.timeline.kept.events.keys()].filter((id) => !id.includes("order")),
    ).toHaveLength(3);
  });
});

describe("a play's pass that could find nothing", () => {
  it("looks at customers that were changed since, as a stage's does", async () => {
    const winback = journey({
      entry: { on: "inactivity.reached", event: "login", days: [7] },
      steps: [{ do: "update", addTags: ["gone"] }],
    });
    const set = {
      ...definitionsOf({}, []),
      journeys: [{ journey: winback, version: 1, live: true }],
    };
    const { runtime } = createPlay({ definitions: set, start });
    const login = { id: "l1", type: "login", customer: "c1", at: formatInstant(start - 8 * DAY) };
    await runtime.agenda.advanceTo(start + 150 * MINUTE);
    runtime.offer(JSON.stringify(login));
    // Told at 14:30 of eight days ago: the pass of 15:00 finds it, hours before midnight.
    await runtime.agenda.advanceTo(start + 3 * HOUR - 1);
    expect(runtime.customers.peek(keyOfCustomer("c1"))?.tags).toEqual([]);
    await runtime.agenda.advanceTo(start + 3 * HOUR);
    expect(runtime.customers.peek(keyOfCustomer("c1"))?.tags).toEqual(["gone"]);
  });
});

/** When a play that goes on for so many days begins passes, as hours since its start. */
async function passesOf(set: DefinitionSet, days: number, zones: readonly string[] = []) {
  const { runtime } = createPlay({ definitions: set, start });
  for (const zone of zones) {
    const id = `of-${zone}`;
    const who = JSON.stringify({
      id: `e-${id}`,
      type: "customer.registered",
      customer: { id, zone },
      at: formatInstant(start),
    });
    runtime.offer(who);
  }
  const began = new Set<number>();
  for (let hour = 1; hour <= days * 24; hour++) {
    await runtime.agenda.advanceTo(start + hour * HOUR);
    const { last } = await runtime.ports.sweepLeases.read();
    if (last !== undefined) began.add((last.began - start) / HOUR);
  }
  return [...began];
}

describe("a play sweeps", () => {
  it("at the end of each day, though settings say every hour: nothing changes in between", async () => {
    // The first settles who is there already; then midnight is 12, 36, 60 hours away.
    expect(await passesOf(definitionsOf(), 3)).toEqual([1, 12, 36, 60]);
  });

  it("at the midnights of customers in other zones, too", async () => {
    expect(await passesOf(definitionsOf(), 2, ["Asia/Shanghai"])).toEqual([1, 4, 12, 28, 36]);
  });

  it("every hour where a window is in hours", async () => {
    const lately: Segment = { name: "lately", when: { event: "page.viewed", within: "24h" } };
    expect(await passesOf(definitionsOf({}, [lately]), 1)).toHaveLength(24);
    const slower = definitionsOf({ sweep: { every: "6h" } }, [lately]);
    expect(await passesOf(slower, 1)).toEqual([1, 6, 12, 18, 24]);
  });

  it("once a day at its time where settings say so", async () => {
    const daily = definitionsOf({ sweep: { every: "1d", at: "03:00" } });
    expect(await passesOf(daily, 3)).toEqual([1, 15, 39, 63]);
  });

  it("never where there is nothing to evaluate", async () => {
    expect(await passesOf(definitionsOf({}, []), 3)).toEqual([]);
  });
});
