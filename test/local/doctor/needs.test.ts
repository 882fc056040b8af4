import { describe, expect, it } from "vitest";
import { estimateNeeds } from "../../../bin/doctor/estimate-need.ts";
import { layPath } from "../../../bin/doctor/lay-path.ts";
import { profileJourneys } from "../../../bin/doctor/profile-journeys.ts";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import type { Step } from "../../../src/core/definitions/step.ts";
import { DAY, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { published } from "../../functions/published.ts";

const ground = { partsOf: () => 2, isWindowed: () => false };
const send = (id: string, ...channels: ("email" | "sms" | "push")[]): Step => {
  return { do: "send", id, template: "hello", channels };
};
const wait = (length: string): Step => ({ do: "wait", for: length });

/**
 * A line for each turn: its time, its emails, SMS and SMS parts, and `timed` where a schedule began
 * it.
 */
function lay(...steps: Step[]): string[] {
  return layPath(steps, ground).map(({ at, messages, smsParts, scheduled }) => {
    const sent = `${messages.email} email, ${messages.sms} sms (${smsParts})`;
    return `${at / HOUR} h: ${sent}${scheduled ? ", timed" : ""}`;
  });
}

describe("the path of a journey", () => {
  it("is one turn where nothing waits", () => {
    expect(lay(send("a", "email"), send("b", "sms", "email"))).toEqual(["0 h: 2 email, 1 sms (2)"]);
  });

  it("goes on after each wait, timed by a schedule from 15 minutes on", () => {
    expect(lay(wait("15min"), send("a", "email"), wait("16min"), wait("1d"))).toEqual([
      "0 h: 0 email, 0 sms (0)",
      "0.25 h: 1 email, 0 sms (0)",
      `${31 / 60} h: 0 email, 0 sms (0), timed`,
      `${24 + 31 / 60} h: 0 email, 0 sms (0), timed`,
    ]);
  });

  it("counts of branches the worst, turn by turn", () => {
    const arms = [
      { id: "x", weight: 1, steps: [send("a", "email"), send("b", "email"), wait("2d")] },
      { id: "y", weight: 1, steps: [send("c", "sms"), wait("1d"), send("d", "email")] },
    ];
    expect(lay({ do: "split", id: "s", arms }, send("e", "email"))).toEqual([
      "0 h: 2 email, 1 sms (2)",
      "24 h: 2 email, 0 sms (0), timed",
    ]);
  });

  it("follows both ways of a waitFor, and nothing after an exit", () => {
    const steps: Step[] = [
      { do: "waitFor", id: "w", event: "e", atMost: "1d", else: [send("a", "email")] },
      { do: "exit" },
      send("b", "email"),
    ];
    expect(lay(...steps)).toEqual(["0 h: 0 email, 0 sms (0)", "24 h: 1 email, 0 sms (0), timed"]);
  });

  it("repeats, and repeats of repeats end at 1,000 turns", () => {
    const inner: Step = { do: "repeat", id: "i", times: 50, steps: [wait("1h")] };
    expect(lay({ ...inner, times: 3 })).toHaveLength(4);
    expect(lay({ do: "repeat", id: "o", times: 50, steps: [inner] })).toHaveLength(1_000);
  });

  it("waits for the window before a message that has one, unless it goes at any time", () => {
    const windowed = { ...ground, isWindowed: () => true };
    const path = layPath([send("a", "email")], windowed);
    expect(path.map(({ together, messages }) => [together, messages.email])).toEqual([
      [false, 0],
      [true, 1],
    ]);
    expect(layPath([{ ...send("a", "email"), anyTime: true } as Step], windowed)).toHaveLength(1);
  });
});

describe("what an audience asks for", () => {
  const now = Date.parse("2026-01-05T12:00:00Z");
  const profile = (...journeys: Partial<Journey>[]) =>
    profileJourneys(compileDefinitions(published(...journeys)), now);
  const hour = { customers: 3_600_000, overMs: HOUR };

  it("is the pace times what happens within it, and the arithmetic says so", () => {
    const steps = [send("a", "email"), wait("30min"), send("b", "email"), wait("1d")];
    const needs = estimateNeeds(profile({ name: "welcome", steps }), hour);
    expect(needs.starts).toEqual({
      value: 1_000,
      how: "3,600,000 customers ÷ 3,600 s (welcome)",
    });
    // Two turns fall into one hour, and the end is one state more.
    expect(needs.transitions.value).toBe(3_000);
    expect(needs.emailRate.how).toBe("3,600,000 customers × 2 ÷ 3,600 s (welcome)");
    expect(needs.newTimers.value).toBe(1_000);
    expect(needs.wakes.value).toBe(1_000);
    expect(needs.emailsPerDay.value).toBe(7_200_000);
    expect(needs.standingTimers.value).toBe(3_600_000);
    expect(needs.smsMessages).toEqual({ value: 0, how: "no live journey asks for it" });
  });

  it("counts what lies apart by as long as the audience takes, or longer, once", () => {
    const steps = [send("a", "email"), wait("1h"), send("b", "email")];
    const journeys = profile({ steps });
    expect(estimateNeeds(journeys, hour).emailRate.value).toBe(1_000);
    const longer = { customers: 3_600_000, overMs: HOUR + MINUTE };
    expect(estimateNeeds(journeys, longer).emailRate.value).toBeCloseTo(7_200_000 / 3_660);
  });

  it("counts a day's part of an audience that takes longer than a day", () => {
    const journeys = profile({ steps: [send("a", "email")] });
    const week = { customers: 700, overMs: 7 * DAY };
    expect(estimateNeeds(journeys, week).emailsPerDay.value).toBeCloseTo(100);
  });

  it("adds up the journeys of one event and takes the busiest event", () => {
    const journeys = profile(
      { name: "a", entry: { on: "x" }, steps: [send("s", "email")] },
      { name: "b", entry: { on: "x" }, steps: [send("s", "email")] },
      { name: "c", entry: { on: "y" }, steps: [send("s", "email"), send("t", "push")] },
    );
    const needs = estimateNeeds(journeys, hour);
    expect(needs.starts.value).toBe(2_000);
    expect(needs.starts.how).toMatch(/\(a\) \+ .*\(b\)$/);
    expect(needs.pushRate.value).toBe(1_000);
  });

  it("leaves out who is not in the rollout or held out, and journeys nobody enters", () => {
    const steps = [send("a", "email")];
    const journeys = profile(
      { name: "some", rollout: { percent: 50 }, holdout: "10%", steps },
      { name: "draft", status: "draft", steps },
      { name: "over", to: "2026-01-04", steps },
    );
    expect(journeys.map(({ name }) => name)).toEqual(["some"]);
    const { starts } = estimateNeeds(journeys, hour);
    expect(starts.value).toBeCloseTo(450);
    expect(starts.how).toBe("3,600,000 customers × 45 % ÷ 3,600 s (some)");
  });

  it("wakes within ten minutes who all wait for one time of day", () => {
    const needs = estimateNeeds(profile({ steps: [{ do: "wait", until: "10:00" }] }), hour);
    expect(needs.dueTimers).toEqual({
      value: 6_000,
      how: "3,600,000 customers ÷ 600 s (welcome)",
    });
    expect(needs.newTimers.value).toBe(1_000);
  });

  it("bills an SMS by its parts, the way out included", () => {
    const set = published({ steps: [send("a", "sms")] });
    // 150 characters and " Reply STOP" are 161: two parts.
    const template = { ...set.templates[0]!, parts: { "sms.txt": "a".repeat(150) } };
    const journeys = profileJourneys(compileDefinitions({ ...set, templates: [template] }), now);
    expect(estimateNeeds(journeys, hour).smsPartsPerMonth.value).toBe(7_200_000);
    const short = { ...template, parts: { "sms.txt": "a".repeat(149) } };
    const less = profileJourneys(compileDefinitions({ ...set, templates: [short] }), now);
    expect(estimateNeeds(less, hour).smsPartsPerMonth.value).toBe(3_600_000);
  });
});
