import { describe, expect, it } from "vitest";
import { MINUTE } from "../../src/core/time/instant.ts";
import { drawLateness } from "../../src/local/lateness.ts";
import { createRandom } from "../torture/random.ts";
import { type Played, playOnStage, playShop, type Sent } from "./one-world/play-shop.ts";
import { writeEvents, writeShop } from "./one-world/write-shop.ts";

/**
 * `sojourn run` and a stage give the same messages for the same events. What may differ where timers
 * are up to 60 s late:
 * 1. The time of a message: by up to 60 s for each timer that fired on the way to it.
 * 2. What is decided within that time of something else that happens to the same customer, or of a
 *    quarter of an hour, at which windows and days end: which of the two comes first is chance.
 * Everything else is the same.
 */
const mostLate = 10 * MINUTE;
const quarter = 15 * MINUTE;

const seedsTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);

describe("a run and a stage that is on time", () => {
  it.each(seedsTo(8))("send the same at the same moments in shop %i", async (seed) => {
    const { shop, events } = write(seed);
    const run = await playShop(shop, events);
    const stage = await playOnStage(shop, events);
    expect(run.sent).toEqual(stage.sent);
    expect([...run.sent.values()].flat().length).toBeGreaterThan(30);
  });
});

describe("on time and late", () => {
  const told = { compared: 0, messages: 0, moved: 0 };

  it.each(seedsTo(16))("the same goes out but for close calls in shop %i", async (seed) => {
    const { shop, events } = write(seed);
    const onTime = await playShop(shop, events);
    const late = await playShop(shop, events, drawLateness(seed));
    for (const [customer, sent] of onTime.sent) {
      if (isClose(onTime, customer) || isClose(late, customer)) continue;
      const other = late.sent.get(customer) ?? [];
      expect({ customer, sent: whatOf(other) }).toEqual({ customer, sent: whatOf(sent) });
      const gaps = gapsOf(sent, other);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(mostLate);
      told.compared += 1;
      told.messages += sent.length;
      told.moved += gaps.filter((gap) => gap > 0).length;
    }
  });

  it("is told of enough customers, and most of their messages are late", () => {
    expect(told.compared).toBeGreaterThan(40);
    expect(told.messages).toBeGreaterThan(400);
    expect(told.moved).toBeGreaterThan(told.messages / 2);
  });

  it("the same seed gives the same play", async () => {
    const { shop, events } = write(3);
    const [one, same, other] = [
      await playShop(shop, events, drawLateness(7)),
      await playShop(shop, events, drawLateness(7)),
      await playShop(shop, events, drawLateness(8)),
    ];
    expect(same.sent).toEqual(one.sent);
    expect(other.sent).not.toEqual(one.sent);
  });
});

function write(seed: number) {
  const random = createRandom(seed);
  return { shop: writeShop(random), events: writeEvents(random) };
}

const whatOf = (sent: readonly Sent[]) => sent.map(({ what }) => what).toSorted();

/** How far apart the same messages of two plays are. */
function gapsOf(one: readonly Sent[], other: readonly Sent[]): number[] {
  const byWhat = (a: Sent, b: Sent) => a.what.localeCompare(b.what) || a.at - b.at;
  const [first, second] = [one.toSorted(byWhat), other.toSorted(byWhat)];
  return first.map(({ at }, n) => Math.abs(at - (second[n]?.at ?? Number.NaN)));
}

/** Whether chance decides anything of a customer: see above. */
function isClose({ happened }: Played, customer: string): boolean {
  const all = happened.get(customer) ?? [];
  return all.some(({ at, source, kind }, n) => {
    if (kind === "turn" && quarter - (at % quarter) <= 3 * MINUTE) return true;
    const next = all.slice(n + 1).find((one) => one.source !== source);
    return next !== undefined && kind !== "event" && next.at - at > 0 && next.at - at <= mostLate;
  });
}
