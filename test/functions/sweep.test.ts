import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");

// The sweep counts what it finds.
beforeEach(() => void captureOutput());
afterEach(() => vi.restoreAllMocks());

/** So many customers whose timers were lost. */
async function overdue(count: number) {
  const definitions = published({
    steps: [
      { do: "wait", id: "rest", for: "1d" },
      { do: "task", id: "call", team: "service", note: "Say hello.", due: "2d" },
    ],
  });
  const stack = createLocalStack({
    start,
    definitions,
    wrap: (ports) => ({ ...ports, timers: { ...ports.timers, setWake: async () => undefined } }),
  });
  for (let i = 0; i < count; i++) {
    const registered = busEvent("customer.registered", { id: `e${i}`, customer: `c${i}` });
    await stack.handlers.intake(queueBatch(registered), context());
  }
  await stack.agenda.advanceTo(start + DAY + HOUR);
  return stack;
}

describe("sweep", () => {
  it("wakes who is overdue, page after page, and says with null that the slice is done", async () => {
    const { agenda, handlers, kept } = await overdue(250);
    const input = { slice: 0, slices: 1, cursor: null };
    expect(await handlers.sweep(input, context(300_000))).toEqual({
      slice: 0,
      slices: 1,
      cursor: null,
      more: false,
      seen: 250,
      carriedOut: 250,
    });
    await agenda.advanceTo(start + DAY + HOUR + MINUTE);
    expect(kept.tasks.size).toBe(250);
  });

  it("stops when its time is nearly up and goes on from there in the next call", async () => {
    const { handlers } = await overdue(250);
    const first = await handlers.sweep({ slice: 0, slices: 1, cursor: null }, context(59_000));
    expect(first).toMatchObject({ more: true, seen: 100, cursor: expect.any(String) });
    const { slice, slices, cursor } = first;
    const second = await handlers.sweep({ slice, slices, cursor }, context(300_000));
    expect(second).toMatchObject({ more: false, seen: 150, cursor: null });
  });

  it("sees every customer once over all slices", async () => {
    const { handlers } = await overdue(30);
    let seen = 0;
    for (let slice = 0; slice < 4; slice++) {
      seen += (await handlers.sweep({ slice, slices: 4, cursor: null }, context(300_000))).seen;
    }
    expect(seen).toBe(30);
  });

  it("is skipped while nobody is under way", async () => {
    const { handlers } = createLocalStack({ start, definitions: published() });
    expect(await handlers.sweep({ slice: 0, slices: 4, cursor: null }, context(300_000))).toEqual({
      slice: 0,
      slices: 4,
      cursor: null,
      more: false,
      seen: 0,
      carriedOut: 0,
    });
  });
});
