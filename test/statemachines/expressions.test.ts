import jsonata from "jsonata";
import { describe, expect, test } from "vitest";
import { sweepsAfterUnpause } from "../../src/core/definitions/pause.ts";
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

describe("Sweep a stretch", () => {
  const states = statesOf(readMachine("sweep-customers"));
  const stretch = states.get("Sweep a stretch");
  const input = { slice: 1, slices: 4, cursor: null };

  test("hands sweep its slice and where the last stretch stopped", async () => {
    expect(await evaluate(stretch?.Arguments, { input })).toMatchObject({ Payload: input });
  });

  test.each([
    ["goes on from where it stopped", "abc", true],
    ["ends the slice where there is no more", null, false],
  ])("%s", async (_name, cursor, more) => {
    const answer = { ...input, cursor, more, seen: 250, carriedOut: 1 };
    const output = await evaluate(stretch?.Output, { input, result: { Payload: answer } });
    expect(output).toEqual({ ...input, cursor });
    const condition = states.get("Go on while there is more")?.Choices?.[0]?.Condition;
    expect(await evaluate(condition, { input: output })).toBe(more);
  });

  test("an answer without a cursor fails the sweep instead of passing for its end", async () => {
    const answer = { slice: 1, slices: 4 };
    await expect(evaluate(stretch?.Output, { input, result: { Payload: answer } })).rejects.toThrow(
      "QueryEvaluationError",
    );
  });
});
