import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { compileCondition } from "../../../src/core/conditions/compile-condition.ts";
import { yearsSince } from "../../../src/core/conditions/compile-date-test.ts";
import { explainCondition } from "../../../src/core/conditions/explain-condition.ts";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { localDay } from "../../../src/core/time/zone.ts";
import { at, customer, definitions, journey } from "../given.ts";
import { publish } from "./ask.ts";

function holds(condition: Condition, birthday: string | number, when: string, zone?: string) {
  const who = customer({ attributes: { birthday }, ...(zone !== undefined && { zone }) });
  return publish(condition).ask(condition, who, at(when));
}
const month = (wanted: "this" | "next" | number): Condition => ({
  attribute: "birthday",
  month: wanted,
});
const age = (test: { is?: number; between?: [number, number] }): Condition => ({
  attribute: "birthday",
  age: test,
});

describe("the month of a date attribute", () => {
  it.each<[Condition, string | number, string, string | undefined, boolean]>([
    [month("this"), "1999-03-31", "03-10 12:00", undefined, true],
    [month("this"), "1999-04-01", "03-10 12:00", undefined, false],
    [month("next"), "1999-04-01", "03-10 12:00", undefined, true],
    [month("next"), "1999-01-01", "12-10 12:00", undefined, true],
    [month(3), "1999-03-31", "07-01", undefined, true],
    [month(4), "1999-03-31", "07-01", undefined, false],
    // In Shanghai it is April already, in New York still March.
    [month("this"), "1999-04-15", "03-31 17:00", "Asia/Shanghai", true],
    [month("this"), "1999-03-15", "04-01 03:00", "America/New_York", true],
    // A date-time is the date on the customer's wall.
    [month("this"), "1999-03-31T17:00:00Z", "04-10", "Asia/Shanghai", true],
    // Midnight, with any offset, is the day that is written.
    [month(4), "1999-04-01T00:00:00Z", "04-10", "America/New_York", true],
    [month(4), "1999-04-01T00:00:00+08:00", "04-10", undefined, true],
    [month(3), "1999-04-01T01:00:00Z", "04-10", "America/New_York", true],
    [month("this"), "someday", "03-10", undefined, false],
    [month("this"), "1999-02-30", "02-10", undefined, false],
    [month("this"), 3, "03-10", undefined, false],
    [{ not: month("this") }, "1999-04-01", "03-10", undefined, true],
  ])("%j of %s at %s in zone %s is %s", (condition, birthday, when, zone, expected) => {
    expect(holds(condition, birthday, when, zone)).toBe(expected);
  });
});

describe("before and after a limit", () => {
  const before = (limit: string): Condition => ({ attribute: "birthday", before: limit });
  const after = (limit: string): Condition => ({ attribute: "birthday", after: limit });

  it.each<[Condition, string, string | undefined, boolean]>([
    // A limit that is a day compares days: the day itself is neither before nor after it.
    [after("2026-01-31"), "2026-01-31T15:00:00Z", undefined, false],
    [after("2026-01-31"), "2026-02-01T00:00:00Z", undefined, true],
    [before("2026-01-31"), "2026-01-31", undefined, false],
    [before("2026-01-31"), "2026-01-30T23:59:59Z", undefined, true],
    // Midnight is the day that is written, another time the day on the customer's wall.
    [before("2026-03-17"), "2026-03-17T00:00:00+08:00", undefined, false],
    [before("2026-03-17"), "2026-03-17T00:00:00Z", "America/New_York", false],
    [before("2026-03-17"), "2026-03-17T03:00:00Z", "America/New_York", true],
    [after("2026-03-17"), "2026-03-17T17:00:00Z", "Asia/Shanghai", true],
    [after("2026-03-17"), "2026-03-17T23:30:00", "Asia/Shanghai", false],
    // A limit with a time compares instants, a day by its first moment on the customer's wall.
    [after("2026-03-17T10:00:00Z"), "2026-03-17T10:00:01Z", undefined, true],
    [after("2026-03-17T10:00:00Z"), "2026-03-17T10:00:00Z", undefined, false],
    [before("2026-03-17T04:00:01Z"), "2026-03-17", "America/New_York", true],
    [before("2026-03-17T04:00:00Z"), "2026-03-17", "America/New_York", false],
    [after("2026-03-16T23:00:00Z"), "2026-03-17T00:00:00Z", "America/New_York", true],
    [before("2026-03-17T13:00:00Z"), "2026-03-17T08:59", "America/New_York", true],
    [before("2026-03-17T13:00:00Z"), "2026-03-17T09:00", "America/New_York", false],
    [{ not: before("2026-03-17") }, "someday", undefined, true],
  ])("%j of %s in zone %s is %s", (condition, value, zone, expected) => {
    expect(holds(condition, value, "03-20", zone)).toBe(expected);
  });

  it("are read as the settings say", () => {
    const as = (attributes?: { birthday: "day" | "instant" }) => {
      const when: Condition = { all: [before("2026-03-17"), month("this")] };
      const cases = [{ when, steps: [] }];
      const steps: Journey["steps"] = [{ do: "branch", id: "b", cases }];
      const { context, settings } = definitions(journey({ steps }), { attributes });
      const birthday = "2026-03-17T00:00:00Z";
      const who = customer({ attributes: { birthday }, zone: "America/New_York" });
      const now = at("03-20");
      const about = { customer: who, now, today: localDay(now, "UTC"), zone: settings.zone };
      const explained = explainCondition(when, context)(about);
      expect(explained.holds).toBe(compileCondition(when, context)(about));
      return explained.holds;
    };
    expect([as(), as({ birthday: "day" }), as({ birthday: "instant" })]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe("the age from a birth date", () => {
  it.each<[string, string, string | undefined, number | undefined]>([
    ["2000-03-10", "03-10 00:00", undefined, 26],
    ["2000-03-11", "03-10 23:59", undefined, 25],
    ["2000-03-11", "03-10 16:00", "Asia/Shanghai", 26],
    ["2000-03-10", "03-10 03:59", "America/New_York", 25],
    // 2026 is a common year: the birthday of 29 February is kept on the 28th.
    ["2000-02-29", "02-27", undefined, 25],
    ["2000-02-29", "02-28", undefined, 26],
    ["2000-02-29", "2028-02-28", undefined, 27],
    ["2000-02-29", "2028-02-29", undefined, 28],
    ["2026-03-10", "03-10", undefined, 0],
    ["2026-03-11", "03-10", undefined, undefined],
    ["2000-03-10T00:00:00Z", "03-10 03:59", "America/New_York", 25],
    ["2000-03-10T00:00:00Z", "03-10 04:00", "America/New_York", 26],
  ])("born %s, at %s in zone %s, is %s", (birthday, when, zone, expected) => {
    const ages = Array.from({ length: 40 }, (_, is) => is);
    const found = ages.filter((is) => holds(age({ is }), birthday, when, zone));
    expect(found).toEqual(expected === undefined ? [] : [expected]);
  });

  it("stands beside other tests of the attribute", () => {
    const condition: Condition = {
      attribute: "birthday",
      age: { between: [22, 28] },
      month: "this",
      after: "1990-01-01",
    };
    expect(holds(condition, "2000-03-31", "03-10")).toBe(true);
    expect(holds(condition, "2000-04-01", "03-10")).toBe(false);
    expect(holds(condition, "1995-03-31", "03-10")).toBe(false);
  });

  it("is the number of birthdays since, each looked up in the calendar", () => {
    const epoch = Temporal.PlainDate.from("1970-01-01");
    const born = fc.integer({ min: -15_000, max: 20_000 });
    fc.assert(
      fc.property(born, fc.integer({ min: 0, max: 40_000 }), (birth, lived) => {
        const date = epoch.add({ days: birth });
        const today = epoch.add({ days: birth + lived });
        let birthdays = 0;
        while (Temporal.PlainDate.compare(date.add({ years: birthdays + 1 }), today) <= 0) {
          birthdays += 1;
        }
        expect(yearsSince(birth, birth + lived)).toBe(birthdays);
      }),
    );
  });
});
