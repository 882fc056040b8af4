import { describe, expect, it } from "vitest";
import { storyLength, summarize, tellStory } from "./torture.ts";

/** 10,000 steps; `npm run torture` tells as many stories as one has patience for. */
const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

describe("whatever goes wrong between two calls", () => {
  it.each(seeds)("the invariants hold at the end of story %i", async (seed) => {
    const told = await tellStory(seed, storyLength);
    expect(await summarize(told)).toBe("");
  });

  it("is the same story for the same seed", async () => {
    const [once, again] = [await tellStory(5, 120), await tellStory(5, 120)];
    expect(once.story(1000)).toEqual(again.story(1000));
    expect(once.story(1000).length).toBeGreaterThan(100);
  });
});
