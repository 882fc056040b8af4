import { describe, expect, it } from "vitest";
import { type DateReading, readDate } from "../../../src/core/time/read-date.ts";
import { formatDay } from "../../../src/core/time/zone.ts";
import { wall } from "./awkward-zones.ts";

const newYork = "America/New_York";

function read(text: string, rule: DateReading["rule"], zone: string, as?: "day" | "instant") {
  const found = readDate(text, { rule, as, zone });
  if (found === undefined) return undefined;
  const at = found.at === undefined ? undefined : new Date(found.at).toISOString();
  return at === undefined ? formatDay(found.day) : `${formatDay(found.day)} ${at}`;
}

describe("a rule in days", () => {
  it.each([
    ["1990-03-17", "1990-03-17"],
    ["1990-03-17T00:00:00Z", "1990-03-17"],
    ["1990-03-17T00:00Z", "1990-03-17"],
    ["1990-03-17 00:00:00.000+00:00", "1990-03-17"],
    ["1990-03-17T00:00:00+08:00", "1990-03-17"],
    ["1990-03-17T00:00:00-10:00", "1990-03-17"],
    ["1990-03-17T00:00", "1990-03-17"],
    // Another time is an instant, of which the day in New York counts.
    ["1990-03-17T00:00:00.001Z", "1990-03-16"],
    ["1990-03-17T04:59:00Z", "1990-03-16"],
    ["1990-03-17T05:00:00Z", "1990-03-17"],
    ["1990-03-17T23:30:00-05:00", "1990-03-17"],
    ["1990-03-17T23:30:00", "1990-03-17"],
  ])("reads %s as %s in New York", (text, day) => {
    expect(read(text, "days", newYork)).toBe(day);
  });
});

describe("a rule in hours", () => {
  it.each([
    ["2026-03-17", "2026-03-17"],
    ["2026-03-17T00:00:00Z", "2026-03-16 2026-03-17T00:00:00.000Z"],
    ["2026-03-17T15:30:00Z", "2026-03-17 2026-03-17T15:30:00.000Z"],
    ["2026-03-17T15:30:00+08:00", "2026-03-17 2026-03-17T07:30:00.000Z"],
    // Without an offset it is what the clock on the customer's wall shows.
    ["2026-03-17T15:30", "2026-03-17 2026-03-17T19:30:00.000Z"],
    ["2026-03-17 00:00:00", "2026-03-17 2026-03-17T04:00:00.000Z"],
    ["2026-03-17T15:30:20,5", "2026-03-17 2026-03-17T19:30:20.500Z"],
    ["2026-01-17T15:30", "2026-01-17 2026-01-17T20:30:00.000Z"],
  ])("reads %s as %s in New York", (text, expected) => {
    expect(read(text, "hours", newYork)).toBe(expected);
  });

  it("reads a local time in a gap an hour later, one that comes twice as the first", () => {
    const at = (text: string) =>
      readDate(text, { rule: "hours", as: undefined, zone: newYork })?.at;
    expect(at("2026-03-08T02:30")).toBe(wall("2026-03-08T03:30", newYork));
    expect(at("2026-11-01T01:30")).toBe(Date.UTC(2026, 10, 1, 5, 30));
  });
});

describe("an attribute that the settings call", () => {
  it.each([
    ["2026-03-17T00:00:00Z", "2026-03-17"],
    ["2026-03-17T03:30:00Z", "2026-03-17"],
    ["2026-03-17T12:00", "2026-03-17"],
  ])("a day is the day that is written: %s", (text, day) => {
    expect(read(text, "hours", newYork, "day")).toBe(day);
    expect(read(text, "days", newYork, "day")).toBe(day);
  });

  it("an instant is one at midnight, too", () => {
    expect(read("2026-03-17T00:00:00Z", "days", newYork, "instant")).toBe("2026-03-16");
    expect(read("2026-03-17", "hours", newYork, "instant")).toBe("2026-03-17");
  });
});

it.each([
  "",
  "soon",
  "2026-02-30",
  "2026-02-30T10:00",
  "2026-03-17T24:00",
  "2026-03-17T10",
  "17.3.",
])("%j is no date", (text) => {
  expect(read(text, "days", newYork)).toBeUndefined();
  expect(read(text, "hours", newYork)).toBeUndefined();
  expect(read(text, "days", newYork, "day")).toBeUndefined();
});
