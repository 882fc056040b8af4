import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import {
  coupon,
  type Files,
  goodSettings,
  now,
  send,
  withJourney,
  withSettings,
  withSteps,
} from "./shop-files.ts";

function problemsOf(files: Files): string[] {
  return checkFiles(files, { now }).problems.map(describeProblem);
}

describe("a word that is none", () => {
  it.each<[string, Files, string]>([
    [
      "a misspelt step",
      withSteps({ do: "sned" }),
      'steps[0].do: no step "sned"; did you mean "send"?',
    ],
    [
      "a missing do",
      withSteps({ id: "x" }),
      "steps[0].do: is missing; write one of: send, wait, waitFor, branch, split, update, emit, task, offer, exit, repeat",
    ],
    ["a misspelt do", withSteps({ od: "send" }), 'steps[0]: no key "od"; did you mean "do"?'],
    [
      "a misspelt key, once",
      withSteps({ ...send, channels: undefined, chanels: ["email"] }, coupon),
      'steps[0]: no key "chanels"; did you mean "channels"?',
    ],
    [
      "a misspelt key deep inside",
      withSteps({
        do: "branch",
        id: "b",
        cases: [{ when: { all: [{ not: { event: "x", withn: "3d" } }] }, steps: [] }],
      }),
      'steps[0].cases[0].when.all[0].not: no key "withn"; did you mean "within"?',
    ],
    [
      "a misspelt first key of a condition",
      withJourney({ entry: { on: "e", if: { atribute: "age", is: 3 } } }),
      'entry.if: no key "atribute"; did you mean "attribute"?',
    ],
    [
      "a condition of nothing",
      withJourney({ entry: { on: "e", if: {} } }),
      "entry.if: {} does not fit; write an object that begins with one of: all, any, not, attribute, trigger, tag, segment, computed, event, message, ratio, trend",
    ],
    [
      "a wrong operator",
      withJourney({ entry: { on: "e", where: { total: { atLest: 3 } } } }),
      'entry.where.total: no key "atLest"; did you mean "atLeast"?',
    ],
    [
      "a wrong word",
      withJourney({ status: "Live" }),
      'status: no word "Live"; did you mean "live"?',
    ],
    [
      "a word of a union",
      withJourney({ reentry: "nevr" }),
      'reentry: no word "nevr"; did you mean "never"?',
    ],
    [
      "a fixed word among free texts",
      withSteps({ do: "wait", until: "send-windw" }),
      'steps[0].until: no word "send-windw"; did you mean "send-window"?',
    ],
    [
      "no time of day",
      withSteps({ do: "wait", until: "25:99" }),
      'steps[0].until: "25:99" does not fit; write a time of day such as "19:30"',
    ],
    [
      "a duration that may be two",
      withSteps({ do: "wait", for: "3m" }),
      'steps[0].for: "3m" may be minutes or months; did you mean "3min" or "3mo"?',
    ],
    [
      "a wait for nothing",
      withSteps({ do: "wait" }),
      'steps[0]: write either "for" (a duration) or "until" (a time, "send-window" or a date)',
    ],
    [
      "a number for a share",
      withJourney({ holdout: 10 }),
      'holdout: 10 does not fit; write a share, "0%" to "100%"; did you mean "10%"?',
    ],
    ["null", withJourney({ title: null }), "title: null does not fit; write a text"],
    ["no steps", withJourney({ steps: [] }), "steps: has 0 entries; write at least 1"],
    [
      "another name than the file's",
      withJourney({ name: "winbak" }),
      'name: "winbak" is not what the file is called; write "winback"',
    ],
    [
      "a name that reaches a prototype",
      withJourney({ purpose: "constructor" }),
      'purpose: "constructor" does not fit; this name is reserved',
    ],
    [
      "a property that reaches a prototype",
      withJourney({ entry: { on: "toString" } }),
      'entry.on: "toString" does not fit; this name is reserved',
    ],
    [
      "a zone nobody knows",
      withSettings({ zone: "Asia/Shanghia" }),
      'zone: no time zone "Asia/Shanghia"; did you mean "Asia/Shanghai"?',
    ],
    [
      "a name with blanks",
      withSettings({ purposes: { ...goodSettings.purposes, "Win Back": {} } }),
      'purposes["Win Back"]: "Win Back" does not fit; write a name in lower case with dashes, such as first-purchase; did you mean "win-back"?',
    ],
  ])("is refused: %s", (_what, files, expected) => {
    const lines = problemsOf(files).filter((line) => !line.includes("(advice)"));
    expect(
      lines.map((line) => line.replace(/^(?:journeys\/winback|settings)\.json · /, "")),
    ).toEqual([expected]);
  });
});
