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
