import jsonata from "jsonata";
import { describe, expect, test } from "vitest";
import { sweepsAfterUnpause } from "../../src/core/definitions/pause.ts";
import type { BegunBackfill, FilledSlice } from "../../src/flows/backfill-figures.ts";
import type { BegunSweep } from "../../src/flows/begin-sweep.ts";
import type { FinishedBackfill } from "../../src/flows/finish-backfill.ts";
import type { FinishedSweep } from "../../src/flows/finish-sweep.ts";
import type { SweptSlice } from "../../src/flows/sweep-slice.ts";
import { readMachine, statesOf } from "./definition.ts";

/** Evaluates each `{% … %}` of a template, as Step Functions does before and after a state. */
async function evaluate(template: unknown, states: unknown): Promise<unknown> {
  if (typeof template === "string") {
    const expression = /^\{%(.*)%\}$/s.exec(template)?.[1];
    if (expression === undefined) return template;
    const value: unknown = await jsonata(expression).evaluate({}, { states });
    // Step Functions fails the state where an expression yields nothing.
    if (value === undefined) throw new Error(`States.QueryEvaluationError: ${template}`);
    return value;
  }
  if (typeof template !== "object" || template === null) return template;
  const entries = Object.entries(template).map(async ([key, inner]) => [
    key,
    await evaluate(inner, states),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

describe("Run steps until the next wait", () => {
  const turn = statesOf(readMachine("run-journey")).get("Run steps until the next wait");
  const input = { enrollment: "e1", generation: 2, turn: 7 };

  test("hands take-turn three ids and the token, nothing else", async () => {
    const states = { input, context: { Task: { Token: "t0ken" } } };
    expect(await evaluate(turn?.Arguments, states)).toEqual({
      FunctionName: `\${TakeTurnFunctionArn}`,
      Payload: { ...input, token: "t0ken" },
    });
  });

  test("goes on with what the token was completed with", async () => {
    const result = { enrollment: "e1", generation: 2, turn: 8 };
    expect(await evaluate(turn?.Output, { input, result })).toEqual(result);
  });
});

describe("Wait as long as asked", () => {
  const wait = statesOf(readMachine("sweep-customers")).get("Wait as long as asked");

  test.each<[string, object, number]>([
    ["not at all by the schedule's own input", {}, 0],
    [
      "as long as the first sweep after an unpause asks",
      { afterSeconds: sweepsAfterUnpause[0] },
      30,
    ],
    ["as long as the second one asks", { afterSeconds: sweepsAfterUnpause[1] }, 360],
  ])("waits %s", async (_name, input, seconds) => {
    expect(await evaluate(wait?.Seconds, { input })).toBe(seconds);
  });
});

const sweeping = statesOf(readMachine("sweep-customers"));
const context = { Execution: { Name: "hourly-1" } };

describe("Begin a pass", () => {
  const begin = sweeping.get("Begin a pass");

  test.each<[string, object, string | null]>([
    ["what is due, by the schedule's own input", {}, null],
    ["what an unpause asks for", { ask: "overdue", afterSeconds: 30 }, "overdue"],
    ["what a person asks for", { ask: "evaluate" }, "evaluate"],
    ["the same after it waited for another sweep", { ask: null, kind: "busy" }, null],
  ])("asks for %s, under the execution's name", async (_name, input, ask) => {
    expect(await evaluate(begin?.Arguments, { input, context })).toMatchObject({
      Payload: { do: "begin", execution: "hourly-1", ask },
    });
  });

  test.each<[string, BegunSweep, string | null, string]>([
    ["a pass", { kind: "pass", token: 3, slices: [0, 1] }, null, "Sweep every slice"],
    ["one slice that is left", { kind: "pass", token: 3, slices: [2] }, null, "Sweep every slice"],
    [
      "a pass whose slices are done",
      { kind: "pass", token: 3, slices: [] },
      null,
      "Finish the pass",
    ],
    ["another sweep at it", { kind: "busy", token: 0, slices: [] }, null, "Nothing to sweep"],
    ["nothing due", { kind: "nothing", token: 0, slices: [] }, "overdue", "Nothing to sweep"],
    [
      "another sweep at it, where a person asked",
      { kind: "busy", token: 0, slices: [] },
      "overdue",
      "Wait for the other sweep",
    ],
  ])("leads %s on", async (_name, Payload, ask, next) => {
    const output = await evaluate(begin?.Output, { input: { ask }, result: { Payload } });
    expect(output).toEqual({ ask, ...Payload });
    expect(await chosen("Is there a pass to sweep", output)).toBe(next);
  });
});

describe("Sweep every slice", () => {
  const map = sweeping.get("Sweep every slice");
  const input = { ask: null, kind: "pass", token: 3, slices: [4] };

  test("goes over the slices that are left, each with the token", async () => {
    const items = await evaluate(map?.Items, { input });
    expect(items).toEqual([4]);
    const states = { input, context: { Map: { Item: { Value: 4 } } } };
    expect(await evaluate(map?.ItemSelector, states)).toEqual({ slice: 4, token: 3 });
  });

  test("hands sweep ids only, again and again while there is more", async () => {
    const stretch = sweeping.get("Sweep a stretch");
    const one = { slice: 4, token: 3 };
    expect(await evaluate(stretch?.Arguments, { input: one })).toMatchObject({
      Payload: { do: "sweep", ...one },
    });
    for (const [more, next] of [
      [true, "Sweep a stretch"],
      [false, "Slice swept"],
    ] as const) {
      const Payload: SweptSlice = { ...one, more, seen: 250, carriedOut: 1 };
      const output = await evaluate(stretch?.Output, { input: one, result: { Payload } });
      expect(output).toEqual({ ...one, more });
      expect(await chosen("Go on while there is more", output)).toBe(next);
    }
  });

  test("an answer that does not say fails the slice instead of passing for its end", async () => {
    const stretch = sweeping.get("Sweep a stretch");
    const one = { slice: 4, token: 3 };
    await expect(
      evaluate(stretch?.Output, { input: one, result: { Payload: {} } }),
    ).rejects.toThrow("QueryEvaluationError");
  });
});

describe("Finish the pass", () => {
  const finish = sweeping.get("Finish the pass");

  test("names the execution and its token", async () => {
    const output = await evaluate(sweeping.get("Sweep every slice")?.Output, {
      input: { token: 3 },
    });
    expect(await evaluate(finish?.Arguments, { input: output, context })).toMatchObject({
      Payload: { do: "finish", execution: "hourly-1", token: 3 },
    });
  });

  test.each<[FinishedSweep["kind"], string]>([
    ["swept", "Pass over"],
    ["overtaken", "Pass over"],
    ["unfinished", "Pass unfinished"],
  ])("that is told %s ends in %s", async (kind, next) => {
    const output = await evaluate(finish?.Output, { result: { Payload: { kind } } });
    expect(await chosen("Is every slice swept", output)).toBe(next);
  });
});

const importing = statesOf(readMachine("import-customers"));

describe("Import every part", () => {
  const map = importing.get("Import every part");
  const input = { id: "events-1", rows: "events", asOf: 7, parts: 3, left: [2, 3] };

  test("goes over the numbers of those that are left, and no line of a file", async () => {
    expect(await evaluate(map?.Items, { input })).toEqual([2, 3]);
    expect(await evaluate(map?.Items, { input: { ...input, left: [2] } })).toEqual([2]);
  });

  test("hands import what it asks for", async () => {
    const states = { input, context: { Map: { Item: { Value: 2 } } } };
    const { parts: _, left: __, ...one } = { ...input, part: 2 };
    const item = await evaluate(map?.ItemSelector, states);
    expect(item).toEqual(one);
    const task = importing.get("Import a part");
    expect(await evaluate(task?.Arguments, { input: item })).toMatchObject({
      Payload: { do: "part", ...one },
    });
    expect(await evaluate(task?.Output, { input: item, result: {} })).toEqual({ part: 2 });
  });

  test.each([
    ["finished", "Import over"],
    ["unfinished", "Import unfinished"],
  ])("that is told %s ends in %s", async (kind, next) => {
    const finish = importing.get("Finish the import");
    const output = await evaluate(map?.Output, { input });
    expect(await evaluate(finish?.Arguments, { input: output })).toMatchObject({
      Payload: { do: "finish", id: "events-1", parts: 3 },
    });
    const told = await evaluate(finish?.Output, { result: { Payload: { kind } } });
    const { Choices = [], Default } = importing.get("Is every part imported") ?? {};
    const [choice] = Choices;
    const chosen = (await evaluate(choice?.Condition, { input: told })) ? choice?.Next : Default;
    expect(chosen).toBe(next);
  });
});

/** Where a Choice of the sweep leads. */
async function chosen(name: string, input: unknown): Promise<string | undefined> {
  const { Choices = [], Default } = sweeping.get(name) ?? {};
  for (const { Condition, Next } of Choices) {
    if (await evaluate(Condition, { input })) return Next;
  }
  return Default;
}

const filling = statesOf(readMachine("backfill-figures"));

describe("a backfill of figures", () => {
  test("hands backfill the publish, then the slices that it answers", async () => {
    const begin = filling.get("Begin the backfill");
    const input = { rev: 12 };
    expect(await evaluate(begin?.Arguments, { input })).toMatchObject({
      Payload: { do: "begin", rev: 12 },
    });
    const Payload: BegunBackfill = { kind: "begun", token: 3, slices: [0, 4] };
    const output = await evaluate(begin?.Output, { input, result: { Payload } });
    expect(output).toEqual(Payload);
    expect(await chosen("Is there anything to fill in", output)).toBe("Fill every slice");
    const map = filling.get("Fill every slice");
    expect(await evaluate(map?.Items, { input: output })).toEqual([0, 4]);
    const item = { input: output, context: { Map: { Item: { Value: 4 } } } };
    const slice = await evaluate(map?.ItemSelector, item);
    expect(slice).toEqual({ slice: 4, token: 3 });
    expect(
      await evaluate(filling.get("Fill a stretch")?.Arguments, { input: slice }),
    ).toMatchObject({ Payload: { do: "fill", slice: 4, token: 3 } });
  });

  test.each<[string, BegunBackfill, string]>([
    ["all slices are done", { kind: "begun", token: 3, slices: [] }, "Finish the pass"],
    ["all is filled in", { kind: "nothing", token: 0, slices: [] }, "Nothing to fill in"],
  ])("goes on where %s", async (_name, begun, next) => {
    expect(await chosen("Is there anything to fill in", begun)).toBe(next);
  });

  test.each<[boolean, string]>([
    [true, "Tell how far it is"],
    [false, "Slice filled"],
  ])("goes on with a slice while there is more: %s", async (more, next) => {
    const fill = filling.get("Fill a stretch");
    const Payload: FilledSlice = { slice: 4, token: 3, more };
    const input = { slice: 4, token: 3 };
    const output = await evaluate(fill?.Output, { input, result: { Payload } });
    expect(await chosen("Go on while there is more", output)).toBe(next);
    const tell = filling.get("Tell how far it is");
    expect(await evaluate(tell?.Output, { input: output, result: { Payload: {} } })).toEqual(input);
  });

  test.each<[FinishedBackfill, string]>([
    [{ kind: "again", behind: false, slices: [1] }, "Fill every slice"],
    [{ kind: "again", behind: true, slices: [1] }, "Wait for those behind"],
    [{ kind: "live", behind: false, slices: [] }, "Backfill over"],
    [{ kind: "overtaken", behind: false, slices: [] }, "Backfill over"],
  ])("ends a pass by its answer: %o", async (Payload, next) => {
    const finish = filling.get("Finish the pass");
    const input = { token: 3 };
    expect(await evaluate(finish?.Arguments, { input })).toMatchObject({
      Payload: { do: "finish", token: 3 },
    });
    const output = await evaluate(finish?.Output, { input, result: { Payload } });
    expect(output).toMatchObject({ token: 3, slices: Payload.slices });
    expect(await chosen("Is everybody filled in", output)).toBe(next);
  });

  async function chosen(name: string, input: unknown): Promise<string | undefined> {
    const state = filling.get(name);
    for (const { Condition, Next } of state?.Choices ?? []) {
      if ((await evaluate(Condition, { input })) === true) return Next;
    }
    return state?.Default;
  }
});
