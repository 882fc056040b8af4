import { describe, expect, it, test } from "vitest";
import { currentMeaning } from "../../../src/core/definitions/meaning.ts";
import { isEvaluable, planSweep, type SweepQuestion } from "../../../src/core/sweep/plan-sweep.ts";
import { notBegun, type SweepLease, type SweepPass } from "../../../src/core/sweep/sweep-lease.ts";
import { sweepSettingsOf } from "../../../src/core/sweep/sweep-settings.ts";
import { HOUR, type Instant, MINUTE } from "../../../src/core/time/instant.ts";
import { at, definitions, journey } from "../given.ts";

const zone = "Asia/Shanghai";
const hourly = sweepSettingsOf({ zone });
const daily = sweepSettingsOf({ zone, sweep: { every: "1d", at: "03:00" } });

function plan(lease: SweepLease, change: Partial<SweepQuestion> & { now: Instant }) {
  const question = { holder: "me", ask: undefined, settings: hourly, evaluable: true, ...change };
  return planSweep(lease, question);
}

const noon = at("01-05 12:00");
const evaluate = { kind: "start", evaluate: true };
const overdue = { kind: "start", evaluate: false };

describe("an evaluation by the hour", () => {
  test.each<[string, number, object]>([
    ["is due an hour after the last began", HOUR, evaluate],
    ["is due where the schedule fires up to a minute early", HOUR - MINUTE, evaluate],
    ["is not due by half an hour", 29 * MINUTE, { kind: "nothing" }],
  ])("%s", (_what, after, expected) => {
    const lease = { token: 4, looked: noon, evaluated: noon, meaning: currentMeaning };
    expect(plan(lease, { now: noon + after })).toEqual(expected);
  });

  it("keeps to the same hours of UTC, whenever the first one was", () => {
    const settings = sweepSettingsOf({ zone, sweep: { every: "6h" } });
    const lease = {
      token: 4,
      looked: at("01-05 17:00"),
      evaluated: at("01-05 13:20"),
      meaning: currentMeaning,
    };
    const kindAt = (now: Instant) => plan(lease, { now, settings });
    expect(kindAt(at("01-05 17:00") + 50_000)).toEqual({ kind: "nothing" });
    // The function's clock is a second behind the Scheduler's.
    expect(kindAt(at("01-05 18:00") - 1_000)).toEqual(evaluate);
    expect(kindAt(at("01-05 18:00"))).toEqual(evaluate);
  });

  it("is due at once where there never was one", () => {
    expect(plan({ token: 0 }, { now: noon })).toEqual(evaluate);
    expect(plan({ token: 2, looked: noon }, { now: noon })).toEqual(evaluate);
  });

  it("is due at once where the last one was under another meaning, also in the other direction", () => {
    const lease = { token: 4, looked: noon, evaluated: noon };
    const now = noon + MINUTE;
    expect(plan(lease, { now, settings: daily })).toEqual(evaluate);
    const ahead = { ...lease, meaning: currentMeaning + 1 };
    expect(plan(ahead, { now, settings: daily })).toEqual(evaluate);
    const same = { ...lease, meaning: currentMeaning };
    expect(plan(same, { now, settings: daily })).toEqual({ kind: "nothing" });
  });

  it("is never due where nothing could be found", () => {
    expect(plan({ token: 0 }, { now: noon, evaluable: false })).toEqual(overdue);
  });
});

describe("an evaluation by the day", () => {
  // 03:00 in Shanghai.
  const turn = at("01-05 19:00");
  test.each<[string, Instant, Instant, object]>([
    ["is due once the time of day has passed", turn - 24 * HOUR, turn, evaluate],
    ["is due at the next hourly look after it", turn - 24 * HOUR, turn + 40 * MINUTE, evaluate],
    ["is not due before", turn - 23 * HOUR, turn - MINUTE, { kind: "start-if-under-way" }],
    ["is not due again on the same day", turn, turn + 3 * HOUR, { kind: "nothing" }],
    ["is due where yesterday's never was", turn - 25 * HOUR, turn - HOUR, evaluate],
    ["is due again after one that was asked for in between", turn - HOUR, turn, evaluate],
  ])("%s", (_what, evaluated, now, expected) => {
    const looked = Math.max(evaluated, now - 4 * HOUR);
    const lease = { token: 4, looked, evaluated, meaning: currentMeaning };
    expect(plan(lease, { now, settings: daily })).toEqual(expected);
  });

  it("keeps its time of day where a clock is changed", () => {
    const settings = { ...daily, zone: "Europe/Berlin" };
    // 29 March: 03:00 summer time is 01:00 UTC, the day before it was 02:00.
    const known = { token: 4, meaning: currentMeaning };
    const lease = { ...known, looked: at("03-28 22:00"), evaluated: at("03-28 02:00") };
    expect(plan(lease, { now: at("03-29 00:59"), settings })).toEqual({ kind: "nothing" });
    expect(plan(lease, { now: at("03-29 01:00"), settings })).toEqual(evaluate);
  });
});

describe("a look for what is overdue", () => {
  test.each<[string, number, string]>([
    ["is due four hours after the last pass, where a run is under way", 4, "start-if-under-way"],
    ["is due a day after it, whoever is under way", 24, "start"],
    ["is not due after three", 3, "nothing"],
  ])("%s", (_what, hours, kind) => {
    const now = noon + hours * HOUR;
    expect(plan({ token: 4, looked: noon }, { now, evaluable: false })).toMatchObject({ kind });
  });
});

describe("a pass that is in the lease", () => {
  const pass: SweepPass = {
    run: "first",
    holder: "other",
    evaluate: false,
    began: noon,
    until: noon + 15 * MINUTE,
    resumed: 0,
    readUnitsPerSecond: 500,
    slices: [notBegun],
  };
  const lease = { token: 4, pass, looked: noon };
  const dead = noon + 15 * MINUTE;

  it("keeps others out until the lease runs out", () => {
    expect(plan(lease, { now: dead - 1 })).toEqual({ kind: "busy" });
    expect(plan(lease, { now: dead - 1, ask: "evaluate" })).toEqual({ kind: "busy" });
    expect(plan(lease, { now: dead })).toEqual({ kind: "resume", pass });
  });

  it("is its holder's own, even after that", () => {
    expect(plan(lease, { now: dead, holder: "other" })).toEqual({ kind: "held", pass });
  });

  it("that died gives way to one that is asked for, and what it was to evaluate is evaluated", () => {
    expect(plan(lease, { now: dead, ask: "overdue" })).toEqual(overdue);
    const evaluating = { ...lease, pass: { ...pass, evaluate: true } };
    expect(plan(evaluating, { now: dead, ask: "overdue" })).toEqual(evaluate);
  });

  it("is given up after it was gone on with three times", () => {
    const known = { ...lease, evaluated: noon, meaning: currentMeaning };
    const worn = (resumed: number) => ({ ...known, pass: { ...pass, resumed } });
    expect(plan(worn(2), { now: dead })).toMatchObject({ kind: "resume" });
    expect(plan(worn(3), { now: dead })).toEqual({ kind: "nothing" });
    expect(plan(worn(3), { now: noon + HOUR })).toEqual(evaluate);
  });
});

test("there is something to evaluate where there is a segment or a date to watch, else not", () => {
  expect(isEvaluable(definitions(journey()))).toBe(false);
  const segment = { name: "vip", when: { tag: "vip" } };
  expect(isEvaluable(definitions(journey(), {}, [segment]))).toBe(true);
});
