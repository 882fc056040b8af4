import { describe, expect, it } from "vitest";
import { reportFor } from "../../../src/core/publishing/verdict.ts";
import { journeyPath, plan, saved, templatePath, verdictOf } from "./plan-shop.ts";
import { coupon, send, shopFiles, withJourney } from "./shop-files.ts";

describe("reportFor", () => {
  it("says for people what is live, what was named for them, and what to look at", () => {
    const steps = [coupon, { do: "wait", for: "1d" }, { ...send }];
    const verdict = verdictOf(plan(saved(withJourney({ steps, goal: undefined }))), journeyPath);
    expect(JSON.parse(reportFor(verdict))).toEqual({
      file: journeyPath,
      verdict: "live",
      version: 1,
      text: "Version 1 is live.",
      advice: [
        "journeys/winback.json · goal (advice): no goal, so nobody can see whether the journey works",
      ],
      stepsNamedForYou: { "steps[1]": "after-coupon" },
    });
  });

  it("lists fifty problems of a thousand", () => {
    const text = "{{ nobody }}".repeat(1000);
    const files = saved(shopFiles({ "templates/winback-offer/email.html": text }));
    const report = JSON.parse(reportFor(verdictOf(plan(files), templatePath))) as {
      problems: string[];
    };
    expect(report.problems).toHaveLength(51);
    expect(report.problems.at(-1)).toBe("and 950 more");
  });

  it("says the same of the same state, however it came about", () => {
    const first = plan(saved(shopFiles()));
    const again = plan(saved(shopFiles()), first.next);
    expect(again.verdicts.map(reportFor)).toEqual(first.verdicts.map(reportFor));
  });
});
