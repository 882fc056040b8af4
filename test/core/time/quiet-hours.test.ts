import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "../../../src/core/time/instant.ts";
import {
  isQuiet,
  nextSendable,
  type QuietRange,
  quietEnds,
  spreadOpening,
} from "../../../src/core/time/quiet-hours.ts";
import { isWindowOpen, type SendWindow } from "../../../src/core/time/send-window.ts";
import { anyMoment, wall } from "./awkward-zones.ts";
import { china } from "./china-2026.ts";

const night: QuietRange = { from: 1260, to: 480 };
const shanghai = "Asia/Shanghai";
const paris = "Europe/Paris";

describe("isQuiet", () => {
  it.each([
    ["2026-01-05T20:59", false],
    ["2026-01-05T21:00", true],
    ["2026-01-06T00:00", true],
    ["2026-01-06T07:59", true],
    ["2026-01-06T08:00", false],
  ])("at %s: %s", (at, expected) => {
    expect(isQuiet(night, wall(at, shanghai), shanghai)).toBe(expected);
  });

  it("is never quiet in an empty range", () => {
    expect(isQuiet({ from: 600, to: 600 }, wall("2026-01-05T10:00", shanghai), shanghai)).toBe(
      false,
    );
  });

  it("keeps quiet through the hour that comes twice", () => {
    const small: QuietRange = { from: 120, to: 180 };
    const first = Date.UTC(2026, 9, 25, 0, 30);
    expect([first, first + HOUR].map((at) => isQuiet(small, at, paris))).toEqual([true, true]);
    expect(quietEnds(small, first, paris)).toBe(first + 90 * MINUTE);
  });
});

describe("quietEnds", () => {
  it("ends in the morning, from before and after midnight", () => {
    const morning = wall("2026-01-06T08:00", shanghai);
    expect(quietEnds(night, wall("2026-01-05T22:10", shanghai), shanghai)).toBe(morning);
    expect(quietEnds(night, wall("2026-01-06T03:00", shanghai), shanghai)).toBe(morning);
  });

  it("has ended when it isn't quiet", () => {
    const noon = wall("2026-01-05T12:00", shanghai);
    expect(quietEnds(night, noon, shanghai)).toBe(noon);
  });

  it("ends with the gap when its end falls into one", () => {
    const at = wall("2026-03-29T01:00", paris);
    expect(quietEnds({ from: 0, to: 150 }, at, paris)).toBe(wall("2026-03-29T03:00", paris));
  });

  it("never ends where the whole day is quiet", () => {
    expect(quietEnds({ from: 0, to: 1440 }, 0, paris)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("nextSendable", () => {
  const evening: SendWindow = {
    days: "workdays",
    between: [{ from: 1140, to: 1320 }],
    calendar: china,
  };

  it("cuts the window where the quiet begins", () => {
    expect(nextSendable(evening, [night], wall("2026-01-04T10:00", shanghai), shanghai)).toEqual({
      opens: wall("2026-01-04T19:00", shanghai),
      closes: wall("2026-01-04T21:00", shanghai),
    });
  });

  it("goes to the next day when only quiet is left of the window", () => {
    const at = wall("2026-02-14T21:30", shanghai);
    expect(nextSendable(evening, [night], at, shanghai)?.opens).toBe(
      wall("2026-02-24T19:00", shanghai),
    );
  });

  it("needs no window", () => {
    expect(nextSendable(undefined, [night], wall("2026-01-05T23:00", shanghai), shanghai)).toEqual({
      opens: wall("2026-01-06T08:00", shanghai),
      closes: wall("2026-01-06T21:00", shanghai),
    });
  });

  it("is now, for 24 hours, when nothing forbids", () => {
    expect(nextSendable(undefined, [], 12_345, paris)).toEqual({
      opens: 12_345,
      closes: 12_345 + DAY,
    });
  });

  it("is never when quiet covers the window", () => {
    const late: SendWindow = { days: "every-day", between: [{ from: 1290, to: 1350 }] };
    expect(nextSendable(late, [night], 0, paris)).toBeUndefined();
  });

  it("heeds every quiet range", () => {
    const siesta: QuietRange = { from: 720, to: 840 };
    const at = wall("2026-01-05T12:30", paris);
    expect(nextSendable(undefined, [night, siesta], at, paris)).toEqual({
      opens: wall("2026-01-05T14:00", paris),
      closes: wall("2026-01-05T21:00", paris),
    });
  });

  it("is inside the window and never quiet, anywhere, and nothing earlier is", () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const range = fc.record({ from: minute, to: minute });
    fc.assert(
      fc.property(
        anyMoment,
        fc.array(range, { minLength: 1, maxLength: 2 }),
        fc.array(range, { maxLength: 2 }),
        ({ at, zone }, between, quiet) => {
          const window: SendWindow = { days: "every-day", between };
          const sendable = (here: number) =>
            isWindowOpen(window, here, zone) && !quiet.some((q) => isQuiet(q, here, zone));
          const found = nextSendable(window, quiet, at, zone);
          for (
            let here = at;
            here < (found?.opens ?? at + DAY) && here < at + DAY;
            here += 7 * MINUTE
          ) {
            expect(sendable(here)).toBe(false);
          }
          if (found === undefined) return;
          expect(sendable(found.opens)).toBe(true);
          expect(sendable(found.closes - 1)).toBe(true);
          expect(found.closes < found.opens + DAY && sendable(found.closes)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("spreadOpening", () => {
  it("uses the first quarter of a short window and ten minutes of a long one", () => {
    expect(spreadOpening(0, 20 * MINUTE, 0.5)).toBe(150 * SECOND);
    expect(spreadOpening(0, 2 * HOUR, 0.5)).toBe(5 * MINUTE);
    expect(spreadOpening(0, 2 * HOUR, 1)).toBe(10 * MINUTE);
  });

  it("delays by whole seconds and never to before the opening", () => {
    expect(spreadOpening(500, 500 + 2 * HOUR, 0)).toBe(500);
    expect(spreadOpening(500, 500 + 2 * HOUR, 0.001)).toBe(500);
    expect(spreadOpening(500, 500 + 2 * HOUR, 0.01)).toBe(6500);
  });
});
