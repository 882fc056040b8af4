import { describe, expect, it } from "vitest";
import {
  formatTimeOfDay,
  parseTimeOfDay,
  parseTimeRange,
} from "../../../src/core/time/local-clock.ts";

describe("parseTimeOfDay", () => {
  it.each([
    ["00:00", 0],
    ["19:30", 1170],
    ["9:05", 545],
    ["23:59", 1439],
  ])("reads %s", (text, minute) => {
    expect(parseTimeOfDay(text)).toBe(minute);
  });

  it.each(["24:01", "25:00", "10:60", "10", "10:5", "10:00:00", "-1:00", "noon", ""])(
    "refuses %j",
    (text) => {
      expect(parseTimeOfDay(text)).toBeUndefined();
      expect(parseTimeOfDay(text, "end")).toBeUndefined();
    },
  );

  it("reads 24:00 only as an end", () => {
    expect(parseTimeOfDay("24:00")).toBeUndefined();
    expect(parseTimeOfDay("24:00", "end")).toBe(1440);
  });

  it("reads back what formatTimeOfDay writes", () => {
    const minutes = Array.from({ length: 1441 }, (_, minute) => minute);
    expect(minutes.map((minute) => parseTimeOfDay(formatTimeOfDay(minute), "end"))).toEqual(
      minutes,
    );
  });
});

describe("parseTimeRange", () => {
  it.each([
    ["10:00-12:00", 600, 720],
    ["10:00 – 12:00", 600, 720],
    ["22:00-08:00", 1320, 480],
    ["22:00-24:00", 1320, 1440],
    ["22:00-00:00", 1320, 0],
    ["00:00-24:00", 0, 1440],
  ])("reads %s", (text, from, to) => {
    expect(parseTimeRange(text)).toEqual({ from, to });
  });

  it.each(["10:00", "10:00-10:00", "24:00-08:00", "10:00-12:00-14:00", "10-12", "-", ""])(
    "refuses %j",
    (text) => {
      expect(parseTimeRange(text)).toBeUndefined();
    },
  );
});
