import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { now, withSettings } from "./shop-files.ts";

function problemsOf(sweep: object): string[] {
  return checkFiles(withSettings({ sweep }), { now })
    .problems.map(describeProblem)
    .filter((line) => line.includes("sweep"))
    .map((line) => line.replace("settings.json · ", ""));
}

describe("how the sweep is to go", () => {
  it.each([
    [{}],
    [{ every: "1h", readUnitsPerSecond: 500, slices: 8 }],
    [{ every: "1d", at: "03:00" }],
    [{ readUnitsPerSecond: 32, slices: 8 }],
  ])("may be %j", (sweep) => {
    expect(problemsOf(sweep)).toEqual([]);
  });

  it.each<[object, RegExp]>([
    [{ every: "5h" }, /^sweep\.every: /],
    [{ every: "1d", at: "3 o'clock" }, /^sweep\.at: .*write a time of day such as "19:30"/],
    [{ slices: 65 }, /^sweep\.slices: /],
    [
      { readUnitsPerSecond: 31, slices: 8 },
      /^sweep\.readUnitsPerSecond: 31 is too little for 8 slices; write at least 32, or fewer slices/,
    ],
    [
      { every: "4h", at: "03:00" },
      /^sweep\.at \(advice\): counts only with "every": "1d"; this sweep goes every 4h/,
    ],
  ])("may not be %j", (sweep, problem) => {
    const problems = problemsOf(sweep);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });
});
