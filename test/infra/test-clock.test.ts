import { describe, expect, test } from "vitest";
import { readParameters } from "../../lib/parameters.ts";
import { env, functionNames } from "../../src/names.ts";
import { production, resourcesOf, synthStage } from "./synth.ts";

function functionsOf(context: Readonly<Record<string, unknown>>) {
  const { template } = synthStage(context);
  return [...resourcesOf(template, "AWS::Lambda::Function").values()].map(
    ({ Properties }) =>
      (Properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ??
      {},
  );
}

describe("the test clock", () => {
  test("is given to every function of a disposable stage that asks for it", () => {
    const given = functionsOf({ stage: "rehearsal", testClock: "true" });
    expect(given).toHaveLength(functionNames.length);
    expect(given.filter((variables) => env.testClockTable in variables)).toHaveLength(
      functionNames.length,
    );
  });

  test.each([
    ["production", production],
    ["a disposable stage that does not ask", { stage: "rehearsal" }],
    ["a stage that says no", { stage: "rehearsal", testClock: "false" }],
  ])("is nowhere in the template of %s", (_, context) => {
    const { template } = synthStage(context);
    expect(JSON.stringify(template.toJSON())).not.toContain(env.testClockTable);
  });

  test("is refused to production", () => {
    const context: Readonly<Record<string, unknown>> = { ...production, testClock: "true" };
    expect(readParameters((key) => context[key])).toEqual({
      kind: "refused",
      problems: [
        "testClock: found true on prod, whose time nobody may move; wanted a disposable stage.",
      ],
    });
  });

  test("is true or false", () => {
    expect(readParameters((key) => (key === "testClock" ? "yes" : undefined))).toMatchObject({
      kind: "refused",
      problems: ['testClock: found "yes"; wanted true or false.'],
    });
  });
});
