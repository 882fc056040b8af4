import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { isWindowOpen, nextWindow, type SendWindow } from "../../../src/core/time/send-window.ts";
import type { Weekday } from "../../../src/core/time/zone.ts";
import { anyMoment, wall } from "./awkward-zones.ts";
import { china } from "./china-2026.ts";

const shanghai = "Asia/Shanghai";
const paris = "Europe/Paris";

/** Workdays 10:00–12:00 and 19:00–21:00 with make-up workdays. */
const winback: SendWindow = {
  days: "workdays",
  between: [
    { from: 600, to: 720 },
    { from: 1140, to: 1260 },
  ],
  calendar: china,
};

function daily(from: number, to: number): SendWindow {
  return { days: "every-day", between: [{ from, to }] };
}

function opening(window: SendWindow, at: string, zone: string): [number, number] | undefined {
  const found = nextWindow(window, wall(at, zone), zone);
  return found && [found.opens, found.closes];
}

describe("a window over China's make-up workdays", () => {
  it.each([
    ["on the make-up Sunday", "2026-01-04T10:00", "2026-01-04T10:00", "2026-01-04T12:00"],
    [
      "from the holiday to the make-up Sunday",
      "2026-01-01T11:00",
      "2026-01-04T10:00",
      "2026-01-04T12:00",
    ],
    ["between the two ranges", "2026-01-04T12:00", "2026-01-04T19:00", "2026-01-04T21:00"],
    ["in the middle of one", "2026-01-05T19:45", "2026-01-05T19:45", "2026-01-05T21:00"],
    ["on the make-up Saturday", "2026-02-14T20:59", "2026-02-14T20:59", "2026-02-14T21:00"],
    ["over the whole Spring Festival", "2026-02-14T21:00", "2026-02-24T10:00", "2026-02-24T12:00"],
    ["over a plain weekend", "2026-01-09T22:00", "2026-01-12T10:00", "2026-01-12T12:00"],
  ])("opens %s", (_what, at, opens, closes) => {
    const expected = [wall(opens, shanghai), wall(closes, shanghai)];
    expect(opening(winback, at, shanghai)).toEqual(expected);
  });

  it("turns round for rest days", () => {
    const resting: SendWindow = { ...winback, days: "rest-days" };
    expect(opening(resting, "2026-01-04T09:00", shanghai)?.[0]).toBe(
      wall("2026-01-10T10:00", shanghai),
    );
    expect(isWindowOpen(resting, wall("2026-02-17T10:30", shanghai), shanghai)).toBe(true);
  });
});

describe("a window across midnight", () => {
  const friday: SendWindow = { days: [5], between: [{ from: 1320, to: 120 }] };

  it("belongs to the day it starts on", () => {
    const open = (at: string) => isWindowOpen(friday, wall(at, paris), paris);
    expect(open("2026-01-09T01:00")).toBe(false);
    expect(open("2026-01-09T22:00")).toBe(true);
    expect(open("2026-01-10T01:59")).toBe(true);
    expect(open("2026-01-10T02:00")).toBe(false);
    expect(open("2026-01-10T22:00")).toBe(false);
  });

  it("is one stretch", () => {
    const expected = [wall("2026-01-09T22:00", paris), wall("2026-01-10T02:00", paris)];
    expect(opening(friday, "2026-01-05T10:00", paris)).toEqual(expected);
  });
});

describe("a window on a day when the clock changes", () => {
  // Paris, 29 March 2026: 02:00 becomes 03:00. 25 October: 03:00 becomes 02:00.
  it("keeps what the gap leaves of it", () => {
    const expected = [wall("2026-03-29T03:00", paris), wall("2026-03-29T03:30", paris)];
    expect(opening(daily(150, 210), "2026-03-29T00:00", paris)).toEqual(expected);
  });

  it("is left out when the gap takes all of it", () => {
    const expected = [wall("2026-03-30T02:10", paris), wall("2026-03-30T02:50", paris)];
    expect(opening(daily(130, 170), "2026-03-29T00:00", paris)).toEqual(expected);
  });

  it("comes twice inside an overlap", () => {
    const window = daily(150, 165);
    const first = Date.UTC(2026, 9, 25, 0, 30);
    expect(nextWindow(window, first - HOUR, paris)).toEqual({
      opens: first,
      closes: first + 15 * MINUTE,
    });
    expect(nextWindow(window, first + 15 * MINUTE, paris)).toEqual({
      opens: first + HOUR,
      closes: first + HOUR + 15 * MINUTE,
    });
  });

  it("closes as the clock goes back before it, and opens again", () => {
    const window = daily(150, 240);
    const first = Date.UTC(2026, 9, 25, 0, 30);
    expect(nextWindow(window, first, paris)).toEqual({
      opens: first,
      closes: first + 30 * MINUTE,
    });
    expect(nextWindow(window, first + 30 * MINUTE, paris)).toEqual({
      opens: first + HOUR,
      closes: first + HOUR + 90 * MINUTE,
    });
  });

  it("is an hour longer around a whole overlap", () => {
    expect(opening(daily(60, 240), "2026-10-25T00:00", paris)).toEqual([
      wall("2026-10-25T01:00", paris),
      wall("2026-10-25T01:00", paris) + 4 * HOUR,
    ]);
  });

  it("does not open on the day that Apia skipped", () => {
    const fridays: SendWindow = { days: [5], between: [{ from: 600, to: 720 }] };
    expect(opening(fridays, "2011-12-29T00:00", "Pacific/Apia")?.[0]).toBe(
      wall("2012-01-06T10:00", "Pacific/Apia"),
    );
  });
});

describe("nextWindow", () => {
  it("joins ranges that touch", () => {
    const window: SendWindow = {
      days: "every-day",
      between: [
        { from: 600, to: 720 },
        { from: 720, to: 780 },
      ],
    };
    const expected = [wall("2026-01-05T10:30", paris), wall("2026-01-05T13:00", paris)];
    expect(opening(window, "2026-01-05T10:30", paris)).toEqual(expected);
  });

  it("tells a window that never closes as 24 hours", () => {
    const at = wall("2026-01-05T10:30", paris);
    expect(nextWindow(daily(0, 1440), at, paris)).toEqual({ opens: at, closes: at + DAY });
  });

  it("finds nothing where nothing opens within 370 days", () => {
    const at = wall("2026-01-05T10:30", paris);
    expect(nextWindow({ days: [], between: [{ from: 0, to: 60 }] }, at, paris)).toBeUndefined();
    expect(nextWindow({ days: "every-day", between: [] }, at, paris)).toBeUndefined();
    expect(nextWindow(daily(600, 600), at, paris)).toBeUndefined();
  });

  it("works in the year 9999", () => {
    const zone = "America/New_York";
    const expected = [wall("9999-07-02T10:00", zone), wall("9999-07-02T12:00", zone)];
    expect(opening(daily(600, 720), "9999-07-01T12:00", zone)).toEqual(expected);
  });

  it("agrees with isWindowOpen minute by minute, anywhere", () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const window: fc.Arbitrary<SendWindow> = fc.record({
      days: fc.oneof(
        fc.constantFrom("every-day" as const, "workdays" as const, "rest-days" as const),
        fc.uniqueArray(fc.constantFrom<Weekday>(1, 2, 3, 4, 5, 6, 7), { minLength: 4 }),
      ),
      between: fc.array(fc.record({ from: minute, to: minute }), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(window, anyMoment, (window, { at, zone }) => {
        const found = nextWindow(window, at, zone);
        const opens = found?.opens ?? at + 2 * DAY;
        const shut = sample(at, Math.min(opens, at + 2 * DAY), window, zone);
        expect(shut.filter((isOpen) => isOpen)).toEqual([]);
        if (found === undefined) return;
        expect(found.opens).toBeGreaterThanOrEqual(at);
        const open = sample(found.opens, found.closes, window, zone);
        expect(open.filter((isOpen) => !isOpen)).toEqual([]);
        const isCut = found.closes === found.opens + DAY;
        expect(!isCut && isWindowOpen(window, found.closes, zone)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

/** Whether the window is open at every fifth minute from one instant to before another, and just before. */
function sample(from: number, until: number, window: SendWindow, zone: string): boolean[] {
  const states: boolean[] = [];
  for (let at = from; at < until; at += 5 * MINUTE) states.push(isWindowOpen(window, at, zone));
  if (until > from) states.push(isWindowOpen(window, until - 1, zone));
  return states;
}
