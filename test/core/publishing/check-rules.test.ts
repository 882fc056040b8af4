import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { coupon, type Files, now, withJourney, withSettings, withSteps } from "./shop-files.ts";

function problemsOf(files: Files): string[] {
  return checkFiles(files, { now }).problems.map(describeProblem);
}

/** Lists of steps as long as a list may be. */
const waits = Array.from({ length: 100 }, () => ({ do: "wait", for: "1d" }));
const branchOf = (steps: readonly object[]) => ({
  do: "branch",
  id: `branch-${steps.length}`,
  cases: [{ when: { tag: "vip" }, steps }],
});

describe("a definition that contradicts itself", () => {
  it.each<[string, Files, string]>([
    [
      "the same id twice",
      withSteps(coupon, { do: "repeat", id: "coupon", times: 2, steps: [{ do: "exit" }] }),
      'steps[1].id: "coupon" is the id of steps[0] already',
    ],
    [
      "two cases of one id",
      withSteps({
        do: "branch",
        id: "b",
        cases: [
          { when: { tag: "a" }, steps: [] },
          { id: "case-1", when: { tag: "b" }, steps: [] },
        ],
      }),
      'steps[0].cases[1].id: "case-1" is the id of cases[0] already',
    ],
    [
      "a case named else",
      withSteps({ do: "branch", id: "b", cases: [{ id: "else", when: { tag: "a" }, steps: [] }] }),
      'steps[0].cases[0].id: "else" is what is left over; choose another id',
    ],
    [
      "hours for days",
      withJourney({ entry: { on: "e", if: { event: "x", within: "96h" } } }),
      'entry.if.within: "96h" is longer than 72h; write "4d"',
    ],
    [
      "days and hours mixed",
      withJourney({ entry: { on: "e", if: { event: "x", within: "1d 12h" } } }),
      'entry.if.within: "1d 12h" mixes days and hours; write days ("4d") or hours ("36h")',
    ],
    [
      "within and since",
      withSteps({
        do: "repeat",
        id: "r",
        times: 2,
        until: { event: "x", within: "1d", since: "entry" },
        steps: [],
      }),
      'steps[0].until.within: write either "within" or "since", not both',
    ],
    [
      "since entry at the entry",
      withJourney({ entry: { on: "e", if: { event: "x", since: "entry" } } }),
      'entry.if.since: a condition of entry knows no entry; write "within"',
    ],
    [
      "days since within a window",
      withJourney({
        entry: { on: "e", if: { event: "x", within: "3d", daysSince: { atLeast: 1 } } },
      }),
      'entry.if.daysSince: counts from the last event ever; take out "within" or write two conditions',
    ],
    [
      "a range upside down",
      withJourney({ entry: { on: "e", where: { total: { between: [9, 3] } } } }),
      "entry.where.total.between: nothing is between 9 and 3; write [3, 9]",
    ],
    [
      "a date that is none",
      withJourney({ entry: { on: "e", if: { attribute: "born", before: "May 1990" } } }),
      'entry.if.before: "May 1990" does not fit; write a date such as "2026-01-31" or a time such as "2026-01-31T09:00:00+08:00"',
    ],
    [
      "no time to wait",
      withSteps({ do: "waitFor", id: "w", event: "e", atMost: "0d" }),
      'steps[0].atMost: "0d" is no time at all',
    ],
    [
      "an end before its beginning",
      withJourney({ from: "2026-03-01", to: "2026-02-01" }),
      'to: "2026-02-01" is before "from", 2026-03-01',
    ],
    [
      "three repeats in each other",
      withSteps({
        do: "repeat",
        id: "a",
        times: 2,
        steps: [
          {
            do: "repeat",
            id: "b",
            times: 2,
            steps: [{ do: "repeat", id: "c", times: 2, steps: [] }],
          },
        ],
      }),
      "steps[0].steps[0].steps[0]: a repeat in a repeat is the most; this one is deeper",
    ],
    [
      "too many steps",
      withSteps(branchOf(waits), branchOf(waits.slice(1))),
      "steps: has 201 steps; at most 200 make a journey",
    ],
    [
      "a cap per nothing",
      withSettings({ caps: [{ atMost: 1, per: "0h", overCap: "drop" }] }),
      'caps[0].per: "0h" is no time at all',
    ],
    [
      "a cap per something else",
      withSettings({ caps: [{ atMost: 1, per: "1dd", overCap: "drop" }] }),
      'caps[0].per: no unit "dd"; did you mean "1d"?; of the customer\'s calendar: "day", "week" or "month"',
    ],
    [
      "a calendar upside down",
      withSettings({ calendars: { cn: { from: "2026-12-31", to: "2026-01-01", off: [] } } }),
      'calendars.cn.to: "2026-01-01" is before "from", 2026-12-31',
    ],
  ])("is refused: %s", (_what, files, expected) => {
    const lines = problemsOf(files).filter((line) => !line.includes("(advice)"));
    expect(
      lines.map((line) => line.replace(/^(?:journeys\/winback|settings)\.json · /, "")),
    ).toEqual([expected]);
  });
});
