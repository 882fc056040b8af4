import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Ports } from "../../src/core/ports.ts";
import { DAY, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput } from "./output.ts";
import { published } from "./published.ts";
import { partsOf, runSweep } from "./run-sweep.ts";

const start = at("01-05 12:00");

// The sweep counts what it finds.
beforeEach(() => void captureOutput());
afterEach(() => vi.restoreAllMocks());

/** The settings that a test needs, on a set. */
function sweeping(set: DefinitionSet, sweep: DefinitionSet["settings"]["sweep"]): DefinitionSet {
  return { ...set, settings: { ...set.settings, sweep } };
}

/** So many customers whose timers were lost. */
async function overdue(count: number, wrap: (ports: Ports) => Partial<Ports> = () => ({})) {
  const definitions = published({
    steps: [
      { do: "wait", id: "rest", for: "1d" },
      { do: "task", id: "call", team: "service", note: "Say hello.", due: "2d" },
    ],
  });
  const stack = createLocalStack({
    start,
    definitions: sweeping(definitions, { slices: 2 }),
    wrap: (ports) => ({
      ...ports,
      timers: { ...ports.timers, setWake: async () => undefined },
      ...wrap(ports),
    }),
  });
  for (let i = 0; i < count; i++) {
    const registered = busEvent("customer.registered", { id: `e${i}`, customer: `c${i}` });
    await stack.handlers.intake(queueBatch(registered), context());
  }
  await stack.agenda.advanceTo(start + DAY + HOUR);
  return stack;
}

const totalsOf = (swept: readonly { seen: number; carriedOut: number }[]) => ({
  seen: swept.reduce((sum, { seen }) => sum + seen, 0),
  carriedOut: swept.reduce((sum, { carriedOut }) => sum + carriedOut, 0),
});

describe("a sweep", () => {
  it("wakes who is overdue, slice by slice and page by page", async () => {
    const { agenda, handlers, kept, ports } = await overdue(250);
    const { begun, swept, finished } = await runSweep(handlers.sweep, "one");
    expect(begun).toEqual({ kind: "pass", token: 1, slices: [0, 1] });
    expect(totalsOf(swept)).toEqual({ seen: 250, carriedOut: 250 });
    expect(finished).toEqual({ kind: "swept" });
    await agenda.advanceTo(start + DAY + HOUR + MINUTE);
    expect(kept.tasks.size).toBe(250);
    expect(await ports.sweepLeases.read()).toEqual({
      token: 2,
      looked: start + DAY + HOUR,
      last: {
        run: "one",
        token: 1,
        evaluate: false,
        began: start + DAY + HOUR,
        ended: start + DAY + HOUR,
        seen: 250,
        carriedOut: 250,
        changed: 0,
        busy: 0,
      },
    });
  });

  it("stops a slice when its time is nearly up and goes on from there in the next stretch", async () => {
    const { handlers } = await overdue(250);
    const { begin, slice } = partsOf(handlers.sweep);
    const { token } = await begin("one");
    expect(await slice(token, 0, 59_000)).toMatchObject({ more: true, seen: 100 });
    expect(await slice(token, 0)).toMatchObject({ more: false, seen: 25 });
    expect(await slice(token, 0)).toMatchObject({ more: false, seen: 0 });
  });

  it("is due no more for four hours, then only while a run is under way", async () => {
    const { agenda, handlers } = await overdue(3);
    const { begin } = partsOf(handlers.sweep);
    await runSweep(handlers.sweep, "one");
    expect(await begin("two")).toEqual({ kind: "nothing", token: 0, slices: [] });
    // All three have ended.
    await agenda.advanceTo(start + DAY + 6 * HOUR);
    expect(await begin("three")).toMatchObject({ kind: "nothing" });
    await agenda.advanceTo(start + 2 * DAY + HOUR);
    expect(await begin("four")).toMatchObject({ kind: "pass" });
  });

  it("that is asked for goes whatever is due", async () => {
    const { handlers } = await overdue(3);
    await runSweep(handlers.sweep, "one");
    const { begun, finished } = await runSweep(handlers.sweep, "two", "overdue");
    expect([begun.kind, finished]).toEqual(["pass", { kind: "swept" }]);
  });

  it("finds nothing to do while nothing is published", async () => {
    const { handlers } = createLocalStack({ start });
    expect(await partsOf(handlers.sweep).begin("one", "evaluate")).toMatchObject({
      kind: "nothing",
    });
  });

  it.each([
    ["nothing", {}],
    ["no part of it", { do: "look", token: 1 }],
    ["no token", { do: "sweep", slice: 0 }],
  ])("refuses to be told %s", async (_what, input) => {
    const { handlers } = createLocalStack({ start });
    await expect(handlers.sweep(input as never, context())).rejects.toMatchObject({
      name: "EventRefused",
    });
  });
});

describe("two sweeps", () => {
  it("never go at once: the second is told to wait, and not to sweep", async () => {
    const { handlers } = await overdue(3);
    const { begin } = partsOf(handlers.sweep);
    const first = await begin("one");
    expect(await begin("two")).toEqual({ kind: "busy", token: 0, slices: [] });
    expect(await begin("two", "evaluate")).toEqual({ kind: "busy", token: 0, slices: [] });
    // The answer to the first was lost: it asks again.
    expect(await begin("one")).toEqual(first);
  });

  it("one of which died: the other goes on where its slices stopped, and counts nothing twice", async () => {
    const { agenda, handlers, ports } = await overdue(250);
    const one = partsOf(handlers.sweep);
    const { token } = await one.begin("one");
    await one.slice(token, 0, 59_000);
    await one.slice(token, 1);
    await agenda.advanceTo(agenda.clock.now() + 14 * MINUTE);
    expect(await one.begin("two")).toMatchObject({ kind: "busy" });

    await agenda.advanceTo(agenda.clock.now() + 2 * MINUTE);
    const { begun, swept, finished } = await runSweep(handlers.sweep, "two");
    expect(begun).toEqual({ kind: "pass", token: 2, slices: [0] });
    expect(swept).toMatchObject([{ seen: 25 }]);
    expect(finished).toEqual({ kind: "swept" });
    expect((await ports.sweepLeases.read()).last).toMatchObject({ run: "one", seen: 250 });
  });

  it("one of which was taken for dead: it stops at its next note and finishes nothing", async () => {
    const { agenda, handlers, ports } = await overdue(250);
    const { begin, slice, finish } = partsOf(handlers.sweep);
    const { token } = await begin("one");
    await slice(token, 0, 59_000);
    await agenda.advanceTo(agenda.clock.now() + 15 * MINUTE);
    const second = await begin("two");
    const before = await ports.sweepLeases.read();

    expect(await slice(token, 0)).toEqual({ token, slice: 0, more: false, seen: 0, carriedOut: 0 });
    expect(await finish("one", token)).toEqual({ kind: "overtaken" });
    expect(await ports.sweepLeases.read()).toEqual(before);
    expect(second).toMatchObject({ token: 2, slices: [0, 1] });
  });

  it("one of which is overtaken while it sweeps: what it did is not noted", async () => {
    let overtake = async (): Promise<void> => undefined;
    const { agenda, handlers, ports } = await overdue(250, (ports) => ({
      customers: {
        ...ports.customers,
        async page(where) {
          const page = await ports.customers.page(where);
          await overtake();
          return page;
        },
      },
    }));
    const { begin, slice } = partsOf(handlers.sweep);
    const { token } = await begin("one");
    overtake = async () => {
      overtake = async () => undefined;
      await agenda.advanceTo(agenda.clock.now() + 16 * MINUTE);
      await begin("two");
    };
    expect(await slice(token, 0)).toMatchObject({ more: false, seen: 100 });
    const { pass } = await ports.sweepLeases.read();
    expect(pass).toMatchObject({ holder: "two", slices: [{ seen: 0 }, { seen: 0 }] });
  });
});

describe("a pass with a slice that cannot be swept", () => {
  async function broken() {
    const stack = await overdue(250);
    const parts = partsOf(stack.handlers.sweep);
    const { token } = await parts.begin("one");
    await parts.slice(token, 0, 59_000);
    await parts.slice(token, 1);
    return { ...stack, ...parts, token };
  }

  it("ends as unfinished and lets the lease go, however often it is told to", async () => {
    const { begin, finish, token } = await broken();
    expect(await finish("one", token)).toEqual({ kind: "unfinished" });
    expect(await finish("one", token)).toEqual({ kind: "unfinished" });
    expect(await begin("two")).toEqual({ kind: "pass", token: token + 2, slices: [0] });
  });

  it("is gone on with three times, then the next begins anew", async () => {
    const { agenda, begin, finish, ports, token } = await broken();
    await finish("one", token);
    for (const execution of ["two", "three", "four"]) {
      const begun = await begin(execution);
      expect(begun.slices).toEqual([0]);
      await finish(execution, begun.token);
    }
    // Nothing is due at once, then all slices are.
    expect(await begin("five")).toMatchObject({ kind: "nothing" });
    await agenda.advanceTo(agenda.clock.now() + DAY);
    expect(await begin("five")).toMatchObject({ kind: "pass", slices: [0, 1] });
    expect((await ports.sweepLeases.read()).pass).toMatchObject({ resumed: 0 });
  });

  it("gives way to one that is asked for, which looks at everybody", async () => {
    const { begin, finish, token } = await broken();
    await finish("one", token);
    expect(await begin("two", "overdue")).toMatchObject({ slices: [0, 1] });
  });
});

describe("a pass keeps to its read rate", () => {
  it("by a rest after each page but the last", async () => {
    const rests: number[] = [];
    const { handlers } = await overdue(250, (ports) => ({
      customers: {
        ...ports.customers,
        page: async (where) => ({ ...(await ports.customers.page(where)), readUnits: 100 }),
      },
      rest: { for: async (ms) => void rests.push(ms) },
    }));
    await runSweep(handlers.sweep, "one");
    // 500 units a second for two slices: 100 take 0.4 s. Two pages in each slice.
    expect(rests).toEqual([400, 400]);
  });
});
