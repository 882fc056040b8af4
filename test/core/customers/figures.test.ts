import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDaily } from "../../../src/core/customers/daily.ts";
import {
  addToFigure,
  type Figure,
  tallyDays,
  tallyRecent,
} from "../../../src/core/customers/figures.ts";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import { localDay } from "../../../src/core/time/zone.ts";
import { at } from "../given.ts";

const zone = "America/New_York";
const start = at("02-20");
const history = fc.array(
  fc.record({
    own: fc.integer({ min: 0, max: 40 * 24 }),
    late: fc.integer({ min: 0, max: 72 }),
    value: fc.integer({ min: -5, max: 500 }),
  }),
  { maxLength: 60 },
);

describe("a figure", () => {
  it("equals a recount of the whole history, whatever the order of arrival", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 30 }), (events, days) => {
        const arrived = events
          .map(({ own, late, value }) => {
            const when = start + own * HOUR;
            return { at: when, accepted: when + late * HOUR, value, day: localDay(when, zone) };
          })
          .sort((a, b) => a.accepted - b.accepted);
        let figure: Figure | undefined;
        for (const event of arrived) {
          const needs = { days: 30, recent: true };
          const today = localDay(event.accepted, zone);
          figure = addToFigure(figure, needs, event, event.accepted, today);
        }
        const now = Math.max(start, ...arrived.map(({ accepted }) => accepted));
        const today = localDay(now, zone);
        const within = arrived.filter(({ day }) => day > today - days && day <= today);
        expect(tallyDays(figure, today - days + 1, today)).toEqual({
          days: new Set(within.map(({ day }) => day)).size,
          count: within.length,
          sum: within.reduce((sum, { value }) => sum + value, 0),
        });
        const hours = arrived.filter((event) => event.at > now - 2 * DAY);
        expect(tallyRecent(figure, now - 2 * DAY).count).toBe(hours.length);
        expect(figure?.count ?? 0).toBe(arrived.length);
        expect(figure?.last).toBe(
          arrived.length === 0 ? undefined : Math.max(...arrived.map((e) => e.at)),
        );
      }),
    );
  });

  it("counts a day ahead of the shop's from that day on", () => {
    const needs = { days: 30, recent: false };
    const today = localDay(start, zone);
    const ahead = { at: start + DAY, day: today + 1, value: 1 };
    const figure = addToFigure(undefined, needs, ahead, start, today);
    expect(tallyDays(figure, today - 5, today).days).toBe(0);
    expect(tallyDays(figure, today - 5, today + 1).days).toBe(1);
  });

  it("keeps no day that no window asks for", () => {
    let figure: Figure | undefined;
    for (let day = 0; day < 400; day++) {
      const when = start + day * DAY;
      const own = { at: when, day: localDay(when, zone), value: 1 };
      figure = addToFigure(figure, { days: 30, recent: true }, own, when, own.day);
    }
    expect(readDaily(figure?.daily ?? "")).toHaveLength(30);
    expect(figure?.recent?.length).toBeLessThanOrEqual(8);
    expect(figure?.count).toBe(400);
  });
});
