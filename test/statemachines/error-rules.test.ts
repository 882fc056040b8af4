import { describe, expect, test } from "vitest";
import { type Machine, machineNames, readMachine } from "./definition.ts";
import { errorProblems } from "./error-rules.ts";

test.each(machineNames)(
  "%s keeps AWS's rule for States.ALL and a journey's end from it",
  (name) => {
    expect(errorProblems(readMachine(name))).toEqual([]);
  },
);

/** A machine of one state with these retriers and catchers. */
function machineWith(retriers: readonly string[][], catchers: readonly string[][]): Machine {
  const Retry = retriers.map((ErrorEquals) => ({ ErrorEquals }));
  const Catch = catchers.map((ErrorEquals) => ({ ErrorEquals, Next: "Ended" }));
  const turn = { Type: "Task", Retry, Catch, Next: "Ended" };
  const states = { Turn: turn, Ended: { Type: "Succeed" } };
  return { StartAt: "Turn", States: states } as unknown as Machine;
}

describe("it would be seen that", () => {
  test.each<[string, string[][], string[][], string[]]>([
    [
      "States.ALL stands beside another name",
      [["States.ALL", "Lambda.Unknown"]],
      [],
      ["Turn · Retry[0]: States.ALL stands beside other names."],
    ],
    [
      "States.ALL comes before another catcher",
      [],
      [["States.ALL"], ["Lambda.Unknown"]],
      ["Turn · Catch[0]: States.ALL is not the last."],
    ],
    [
      "a retrier of everything retries a journey's end",
      [["States.ALL"]],
      [["JourneyEnded"]],
      ["Turn · Retry[0]: States.ALL takes JourneyEnded from the catcher meant for it."],
    ],
    [
      "a retrier of every failure does too",
      [["Lambda.Unknown"], ["States.TaskFailed"]],
      [["JourneyEnded"]],
      ["Turn · Retry[1]: States.TaskFailed takes JourneyEnded from the catcher meant for it."],
    ],
    [
      "a catcher of every failure comes before that of the end",
      [],
      [["States.TaskFailed"], ["JourneyEnded"]],
      ["Turn · Catch[0]: States.TaskFailed takes JourneyEnded from the catcher meant for it."],
    ],
    [
      "a journey's end is retried by its own name",
      [["JourneyEnded"]],
      [["JourneyEnded"]],
      ["Turn · Retry[0]: JourneyEnded takes JourneyEnded from the catcher meant for it."],
    ],
  ])("%s", (_what, retriers, catchers, problems) => {
    expect(errorProblems(machineWith(retriers, catchers))).toEqual(problems);
  });

  test("nothing is wrong with States.ALL alone, last and after the end", () => {
    expect(errorProblems(machineWith([], [["JourneyEnded"], ["States.ALL"]]))).toEqual([]);
  });
});

test("every definition in the folder is looked at, those within a Map too", () => {
  const machine = machineWith([["States.ALL"]], [["JourneyEnded"]]);
  const outer = { StartAt: "Each", States: { Each: { Type: "Map", ItemProcessor: machine } } };
  expect(errorProblems(outer as unknown as Machine)).toHaveLength(1);
  expect(machineNames).toEqual([
    "backfill-figures",
    "import-customers",
    "run-journey",
    "sweep-customers",
  ]);
});
