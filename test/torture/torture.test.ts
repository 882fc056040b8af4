import { expect, it } from "vitest";
import { replay, storyLength, tellStory } from "./torture.ts";

/** 40 × 250 = 10,000 steps, about 10 s here; long runs are `npm run torture`. */
const stories = 40;

it.each(Array.from({ length: stories }, (_, index) => index + 1))(
  "keeps every invariant under faults, seed %i",
  async (seed) => {
    const told = await tellStory(seed, storyLength);
    const found = told.violations.map(({ invariant, text }) => `${invariant} ${text}`);
    expect(found, `replay: ${replay(told)}\n${told.story(40).join("\n")}`).toEqual([]);
  },
);
