import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extremeOf } from "../../../src/core/customers/extremes.ts";
import {
  addToFigure,
  type Figure,
  type FigureNeeds,
  type Keep,
  tallyDays,
  tallyRecent,
} from "../../../src/core/customers/figures.ts";
import { joinFigure } from "../../../src/core/customers/join-figures.ts";
import { DAY, HOUR, type Instant } from "../../../src/core/time/instant.ts";
import { localDay } from "../../../src/core/time/zone.ts";
import { at } from "../given.ts";

const zone = "America/New_York";
const start = at("02-20");

interface Arrived {
  readonly at: Instant;
  readonly accepted: Instant;
  readonly day: number;
  readonly value: number;
  readonly values: readonly string[];
}

/** Own times of every event are different: which of two is the first is not for a join to know. */
const history = fc
  .uniqueArray(
    fc.record({
      own: fc.integer({ min: 0, max: 40 * 24 }),
      late: fc.integer({ min: 0, max: 72 }),
      cents: fc.integer({ min: -500, max: 50_000 }),
      value: fc.integer({ min: 0, max: 12 }),
      anonymous: fc.boolean(),
    }),
    { maxLength: 60, selector: ({ own }) => own },
  )
  .map((events) =>
    events
      .map(({ own, late, cents, value, anonymous }) => {
        const when = start + own * HOUR;
        const accepted = when + late * HOUR;
        const day = localDay(when, zone);
        return { at: when, accepted, day, value: cents / 100, values: [`v${value}`], anonymous };
      })
      .sort((a, b) => a.accepted - b.accepted),
  );

function figureOf(events: readonly Arrived[], needs: FigureNeeds): Figure | undefined {
  let figure: Figure | undefined;
  for (const event of events) {
    figure = addToFigure(figure, needs, event, event.accepted, localDay(event.accepted, zone));
  }
  return figure;
}

/** Everything that a definition can ask a figure, over every window that it keeps. */
function askAll(figure: Figure | undefined, now: Instant, days: number) {
  const today = localDay(now, zone);
  const windows = Array.from({ length: days }, (_, n) => {
    const from = today - n;
    return {
      tally: tallyDays(figure, from, today),
      before: tallyDays(figure, from, today - 1),
      least: extremeOf(figure?.lows, "least", from, today),
      greatest: extremeOf(figure?.highs, "greatest", from, today),
    };
  });
  const hours = [1, 12, 24, 48, 72].map((n) => tallyRecent(figure, now - n * HOUR));
  const { first, last, count, sum, least, greatest, firstValue, lastValue } = figure ?? {};
  const favourites = (figure?.favourites ?? []).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const { unlisted } = figure ?? {};
  const ever = {
    first,
    last,
    count,
    sum,
    least,
    greatest,
    firstValue,
    lastValue,
    favourites,
    unlisted,
  };
  return { windows, hours, ever };
}

const kinds: readonly (Keep | undefined)[] = [undefined, "numbers", "values", "favourites"];

describe("two figures joined", () => {
  it.each(kinds)("say what one would say to which all had come: %s", (keep) => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 90 }), (events, later) => {
        const needs = { days: 30, recent: true, keep };
        const whole = figureOf(events, needs);
        const known = figureOf(
          events.filter(({ anonymous }) => !anonymous),
          needs,
        );
        const other = figureOf(
          events.filter(({ anonymous }) => anonymous),
          needs,
        );
        const now = Math.max(start, ...events.map(({ accepted }) => accepted)) + later * HOUR;
        const moment = { now, today: localDay(now, zone) };
        for (const [a, b] of [
          [known, other],
          [other, known],
        ]) {
          const joined = a && b ? joinFigure(a, b, needs, moment) : (a ?? b);
          expect(askAll(joined, now, needs.days)).toEqual(askAll(whole, now, needs.days));
        }
      }),
    );
  });

  it("count on as one", () => {
    fc.assert(
      fc.property(history, history, (before, after) => {
        const needs = { days: 30, recent: true };
        const turn = Math.max(start, ...before.map(({ accepted }) => accepted));
        const gap = turn - start;
        const late = after.map((event) => {
          const when = event.at + gap;
          return { ...event, at: when, accepted: event.accepted + gap, day: localDay(when, zone) };
        });
        const known = figureOf(
          before.filter(({ anonymous }) => !anonymous),
          needs,
        );
        const other = figureOf(
          before.filter(({ anonymous }) => anonymous),
          needs,
        );
        const moment = { now: turn, today: localDay(turn, zone) };
        let joined = known && other ? joinFigure(known, other, needs, moment) : (known ?? other);
        for (const event of late) {
          const today = localDay(event.accepted, zone);
          joined = addToFigure(joined, needs, event, event.accepted, today);
        }
        const now = Math.max(turn, ...late.map(({ accepted }) => accepted));
        const whole = figureOf([...before, ...late], needs);
        expect(askAll(joined, now, 30)).toEqual(askAll(whole, now, 30));
      }),
    );
  });

  it("of more than 16 values keep one that is more than 1 in 8 of all", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.boolean()), {
          minLength: 1,
          maxLength: 300,
        }),
        (said) => {
          const needs = { days: 0, recent: false, keep: "favourites" as const };
          const events = said.map(([value, anonymous], n) => {
            const when = start + n;
            const day = localDay(when, zone);
            return { at: when, accepted: when, day, value: 0, values: [`v${value}`], anonymous };
          });
          const known = figureOf(
            events.filter(({ anonymous }) => !anonymous),
            needs,
          );
          const other = figureOf(
            events.filter(({ anonymous }) => anonymous),
            needs,
          );
          const moment = { now: start + DAY, today: localDay(start + DAY, zone) };
          const joined =
            known && other ? joinFigure(known, other, needs, moment) : (known ?? other);
          const kept = new Set(joined?.favourites?.map(([value]) => value));
          const frequent = [...new Set(said.map(([one]) => one))].filter((value) => {
            return said.filter(([one]) => one === value).length > said.length / 8;
          });
          expect(frequent.filter((value) => !kept.has(`v${value}`))).toEqual([]);
        },
      ),
    );
  });
});
