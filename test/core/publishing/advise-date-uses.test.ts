import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { coupon, now, send, shopFiles, withSteps } from "./shop-files.ts";

const wait = (until: object) => ({ do: "wait", until: { attribute: "appointment", ...until } });
const settings = JSON.parse(shopFiles().get("settings.json") ?? "");

function check(steps: readonly object[], said?: object, when?: object): string[] {
  const files = new Map([
    ...withSteps(coupon, ...steps, send),
    ["settings.json", JSON.stringify({ ...settings, attributes: said })],
  ]);
  if (when !== undefined) {
    files.set("segments/soon.json", JSON.stringify({ name: "soon", when }));
  }
  const { problems, set } = checkFiles(files, { now });
  expect(set).toBeDefined();
  return problems.map(describeProblem);
}

describe("advice on dates", () => {
  const both = (place: string, other: string) =>
    `journeys/winback.json · ${place} (advice): reads "appointment" as an instant, and ${other} reads it as a day; say which it is in settings.json: attributes.appointment, "day" or "instant"`;

  it("comes where one attribute is read both ways", () => {
    expect(check([wait({ offset: "-2h" })])).toEqual([]);
    expect(check([wait({ offset: "-2d" }), wait({})])).toEqual([]);
    expect(check([wait({ offset: "-2d" }), wait({ offset: "-30min" })])).toEqual([
      both("steps[2].until", "journeys/winback.json · steps[1].until"),
    ]);
  });

  it.each([
    { attribute: "appointment", month: "this" },
    { any: [{ attribute: "appointment", age: { atLeast: 1 } }] },
    { attribute: "appointment", after: "2026-01-31" },
  ])("knows conditions: %j is of days", (when) => {
    const [line] = check([wait({ offset: "-2h" })], undefined, when);
    expect(line).toMatch(/ · steps\[1\]\.until \(advice\): .* and segments\/soon\.json · when/);
  });

  it("takes a limit with a time for hours", () => {
    const when = { attribute: "appointment", after: "2026-01-31T10:00:00Z" };
    expect(check([wait({ offset: "-2h" })], undefined, when)).toEqual([]);
    expect(check([wait({})], undefined, when)).toHaveLength(1);
  });

  it("rests where the settings say which it is", () => {
    const steps = [wait({ offset: "-2d" }), wait({ offset: "-2h" })];
    expect(check(steps, { appointment: "instant" })).toEqual([]);
    expect(check(steps, { appointment: "day" })).toEqual([]);
  });

  it("comes with a time of day beside an offset in hours", () => {
    const steps = [wait({ offset: "-2h", at: "20:00" })];
    expect(check(steps)).toEqual([
      'journeys/winback.json · steps[1].until.at (advice): a date with a time is moved by "-2h" from that time; "20:00" counts only for a "appointment" without a time',
    ]);
    expect(check(steps, { appointment: "day" })).toEqual([]);
  });

  it("comes with a name in the settings that nothing reads", () => {
    expect(check([wait({ offset: "-2h" })], { apointment: "day" })).toEqual([
      'settings.json · attributes.apointment (advice): no definition reads "apointment" as a date; did you mean "appointment"?',
    ]);
  });
});
