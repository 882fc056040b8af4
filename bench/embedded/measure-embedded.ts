import { DAY } from "../../src/core/time/instant.ts";
import { keepFor } from "../../src/local/play.ts";
import { type Figure, formatNumber, type Part, report, runScript } from "../part.ts";

interface Played {
  readonly customers: number;
  readonly seconds: number;
  /** How much slower the machine was meanwhile than at its best: 1 when undisturbed. */
  readonly slowdown: number;
  /** Live at the most, after a full collection. */
  readonly mostBytes: number;
  /**
   * Live bytes in a run that lasts longer: on day 45, when only events still come, and at the end.
   */
  readonly lateBytes: readonly number[];
}

const viewsEach = 3;
const days = 29;
const sizes = [1_000, 10_000, 100_000];

/** Customers through a 30-day journey: time, how it grows, and what it keeps in memory. */
export async function measureEmbedded(): Promise<Part> {
  const runs: Played[] = [];
  for (const customers of sizes) runs.push(await play(customers));
  const many = await play(10_000, 10);
  const [small, medium, large] = runs as [Played, Played, Played];
  const bytesEach = growth(medium, large);
  const [settled = Number.NaN, last = Number.NaN] = many.lateBytes;
  const between = many.customers * 10 * viewsEach * (1 - 44 / (10 * days));
  const perEvent = (last - settled) / between;
  return {
    title: "Embedded runtime, 30-day journey",
    figures: [
      {
        what: "100,000 customers",
        budget: "≤ 60 s",
        figure: `${formatNumber(undisturbed(large))} s`,
        ok: undisturbed(large) <= 60,
        note: `${formatNumber(large.seconds)} s on the clock, on a machine ${formatNumber(large.slowdown)} times as slow as undisturbed`,
      },
      slopeFigure(medium, large),
      {
        what: "memory per customer",
        budget: "≤ 10 KB",
        figure: `${formatNumber(bytesEach / 1024)} KB`,
        ok: bytesEach <= 10 * 1024,
        note: "live heap after a collection, from 10,000 to 100,000",
      },
      {
        what: "memory per event, ten times as many events",
        budget: "≈ 0",
        figure: `${formatNumber(perEvent)} bytes`,
        // An event of 150 bytes of text that was kept would show as several hundred.
        ok: perEvent <= 10,
        note: `${formatNumber(settled / 1024 ** 2)} MB on day 45, ${formatNumber(last / 1024 ** 2)} MB after ${formatNumber(between)} more events`,
      },
    ],
    details: [
      ...[small, medium, large].map((run) => detailOf(run, 1)),
      detailOf(many, 10),
      `  what has ended is kept for ${keepFor / DAY} days, as the command line does`,
    ],
  };
}

function detailOf(run: Played, times: number): string {
  return (
    `  ${formatNumber(run.customers)} customers, ${times * viewsEach} events each in ${times * days} days: ` +
    `${formatNumber(undisturbed(run))} s undisturbed, ${formatNumber(run.seconds)} s on the clock, ` +
    `${formatNumber(run.mostBytes / 1024 ** 2)} MB at the most`
  );
}

/** @param times as many events in as many days more */
async function play(customers: number, times = 1): Promise<Played> {
  const args = [customers, times * viewsEach, times * days];
  report(`embedded: ${formatNumber(customers)} customers, ${args[1]} events each`);
  return runScript<Played>("./embedded/play-month.ts", args.map(String));
}

function growth(from: Played, to: Played): number {
  return (to.mostBytes - from.mostBytes) / (to.customers - from.customers);
}

/** On a machine of its own, by what a sample of fixed work beside it took. */
function undisturbed({ seconds, slowdown }: Played): number {
  return seconds / slowdown;
}

/** Slope of time over customers in log-log: 1 is linear. A thousand customers mostly warm up. */
function slopeFigure(from: Played, to: Played): Figure {
  const slope =
    Math.log(undisturbed(to) / undisturbed(from)) / Math.log(to.customers / from.customers);
  return {
    what: "growth of time with customers",
    budget: "linear: slope ≤ 1.15",
    figure: formatNumber(slope),
    ok: slope <= 1.15,
    note: "log-log, from 10,000 to 100,000",
  };
}
