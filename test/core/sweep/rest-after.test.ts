import { expect, test } from "vitest";
import { restAfter } from "../../../src/core/sweep/rest-after.ts";
import { SECOND } from "../../../src/core/time/instant.ts";

test.each<[string, [readonly [units: number, perSecond: number, elapsed: number], rest: number]]>([
  ["as long as the page was too fast", [[100, 125, 300], 500]],
  ["not at all where the page took its time", [[100, 125, 800], 0]],
  ["not at all where nothing was read", [[0, 125, 0], 0]],
  ["whole, where a clock was set back meanwhile", [[100, 125, -9_000], 800]],
  ["up to the next full millisecond", [[1, 3, 0], 334]],
])("a rest is %s", (_what, [page, rest]) => {
  expect(restAfter(...page)).toBe(rest);
});

test("pages with their rests never exceed the rate, however long each takes", () => {
  for (const perSecond of [4, 62.5, 500]) {
    let [time, units] = [0, 0];
    for (let page = 0; page < 200; page++) {
      const [read, took] = [(page * 37) % 128, (page * 53) % 900];
      units += read;
      time += took + restAfter(read, perSecond, took);
      expect(units).toBeLessThanOrEqual((time / SECOND) * perSecond + 1e-9);
    }
  }
});
