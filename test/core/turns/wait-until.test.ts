import { describe, expect, it } from "vitest";
import type { Step } from "../../../src/core/definitions/step.ts";
import { formatInstant, type Instant, SECOND } from "../../../src/core/time/instant.ts";
import { at, customer, definitions, enterAndTurn, journey, only, turn } from "../given.ts";

const lesson: Step = { do: "send", id: "lesson", template: "t", channels: ["email"] };
const utc = (instant: Instant | undefined) =>
  instant === undefined ? undefined : formatInstant(instant);

/** When each of the waits ends, each wake so many seconds after it is due. */
function playCourse(until: string | { attribute: string; yearly?: true }, late: readonly number[]) {
  const wait = { do: "wait", id: "next", until } as const;
  const published = definitions(
    journey({ steps: [{ do: "repeat", id: "daily", times: late.length, steps: [wait, lesson] }] }),
  );
  const who = customer({ attributes: { birthday: "1990-03-28" } });
  const dues: (string | undefined)[] = [];
  let outcome = enterAndTurn(published, at("03-27 07:00"), who);
  for (const seconds of late) {
    const due = only(outcome.customer).wait?.due;
    dues.push(utc(due));
    outcome = turn(outcome.customer, published, (due ?? Number.NaN) + seconds * SECOND);
  }
  expect(outcome.next.kind).toBe("ended");
  return dues;
}

describe("a wait until a local time", () => {
  it.each([
    ["on the second", [0, 0, 0, 0]],
    ["20 seconds late", [20, 20, 20, 20]],
    ["now on the second, now almost a minute late", [0, 59, 0, 59]],
  ])("in a repeat is the next day's, woken %s", (_when, late) => {
    expect(playCourse("09:00", late)).toEqual([
      "2026-03-27T09:00:00Z",
      "2026-03-28T09:00:00Z",
      "2026-03-29T09:00:00Z",
      "2026-03-30T09:00:00Z",
    ]);
  });

  it("of a birthday in a repeat is the next year's, woken on the second or late", () => {
    const birthdays = ["2026-03-28T09:00:00Z", "2027-03-28T09:00:00Z", "2028-03-28T09:00:00Z"];
    const until = { attribute: "birthday", yearly: true } as const;
    expect(playCourse(until, [0, 0, 0])).toEqual(birthdays);
    expect(playCourse(until, [20, 0, 59])).toEqual(birthdays);
  });

  it.each([
    ["08:59 and 59 seconds", at("03-27 08:59") + 59 * SECOND, "2026-03-27T09:00:00Z"],
    ["09:00 sharp", at("03-27 09:00"), "2026-03-28T09:00:00Z"],
    ["20 seconds after 09:00", at("03-27 09:00") + 20 * SECOND, "2026-03-28T09:00:00Z"],
  ])("that begins at %s", (_when, began, expected) => {
    const published = definitions(journey({ steps: [{ do: "wait", until: "09:00" }, lesson] }));
    expect(utc(only(enterAndTurn(published, began).customer).wait?.due)).toBe(expected);
  });

  it("comes once on a night that has the hour twice, and at the end of a gap", () => {
    const steps: Step[] = [{ do: "wait", until: "02:30" }, lesson];
    const due = (began: string) => {
      const published = definitions(journey({ steps }), { zone: "Europe/Paris" });
      return utc(only(enterAndTurn(published, at(began)).customer).wait?.due);
    };
    // 25 October has 02:00 to 03:00 twice; 02:30 is the first, 00:30 UTC.
    expect(due("10-25 00:00")).toBe("2026-10-25T00:30:00Z");
    expect(due("10-25 00:30")).toBe("2026-10-26T01:30:00Z");
    // 29 March has no 02:30: it is 03:30, 01:30 UTC.
    expect(due("03-29 00:59")).toBe("2026-03-29T01:30:00Z");
    expect(due("03-29 01:30")).toBe("2026-03-30T00:30:00Z");
  });
});

describe("a wait until a date with a time", () => {
  const due = (
    appointment: string,
    until: { offset?: string; at?: string },
    zone: string | undefined,
    said?: "day" | "instant",
  ) => {
    const wait: Step = { do: "wait", until: { attribute: "appointment", ...until } };
    const attributes = said && { appointment: said };
    const published = definitions(journey({ steps: [wait, lesson] }), { attributes });
    const who = customer({ attributes: { appointment }, ...(zone !== undefined && { zone }) });
    return utc(only(enterAndTurn(published, at("03-02 10:00"), who).customer).wait?.due);
  };

  it.each([
    ["2026-03-10T15:30:00Z", { offset: "-2h" }, "UTC", "2026-03-10T13:30:00Z"],
    ["2026-03-10T15:30:00Z", { offset: "-2h" }, "Asia/Tokyo", "2026-03-10T13:30:00Z"],
    ["2026-03-10T15:30", { offset: "-2h" }, "America/New_York", "2026-03-10T17:30:00Z"],
    ["2026-03-10T15:30", { offset: "-2h" }, undefined, "2026-03-10T13:30:00Z"],
    // "at" is for dates without a time.
    ["2026-03-10T15:30:00Z", { offset: "-2h", at: "20:00" }, "UTC", "2026-03-10T13:30:00Z"],
    ["2026-03-10", { offset: "-2h", at: "20:00" }, "UTC", "2026-03-10T18:00:00Z"],
    ["2026-03-10T00:00:00Z", { offset: "-1d" }, "America/New_York", "2026-03-09T13:00:00Z"],
    ["2026-03-10T15:30:00Z", { offset: "-1d", at: "20:00" }, "UTC", "2026-03-09T20:00:00Z"],
  ])("%s, %j in %s", (appointment, until, zone, expected) => {
    expect(due(appointment, until, zone)).toBe(expected);
  });

  it("is read as the settings say", () => {
    const midnight = "2026-03-10T00:00:00Z";
    const newYork = "America/New_York";
    expect(due(midnight, { offset: "-2h" }, newYork)).toBe("2026-03-09T22:00:00Z");
    expect(due(midnight, { offset: "-2h" }, newYork, "day")).toBe("2026-03-10T11:00:00Z");
    expect(due(midnight, {}, newYork)).toBe("2026-03-10T13:00:00Z");
    expect(due(midnight, {}, newYork, "instant")).toBe("2026-03-09T13:00:00Z");
  });
});
