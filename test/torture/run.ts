import { parseArgs } from "node:util";
import { storyLength, summarize, tellStory } from "./torture.ts";

/**
 * `npm run torture -- --seed N --steps M`: tells stories of at most 250 steps from seed N on until M
 * steps are told. Ends with 1 and the one command that replays it when an invariant is broken.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    steps: { type: "string", default: "20000" },
    lines: { type: "string", default: "60" },
  },
});
const began = performance.now();
let seed = Number(values.seed);
let left = Number(values.steps);
let told = 0;
while (left > 0) {
  const steps = Math.min(left, storyLength);
  const story = await tellStory(seed, steps);
  if (story.violations.length > 0) {
    console.log(await summarize(story, Number(values.lines)));
    process.exit(1);
  }
  told += steps;
  left -= steps;
  seed += 1;
  if (seed % 20 === 0 || left <= 0) {
    const perSecond = Math.round((told / (performance.now() - began)) * 1000);
    console.log(`${told} steps, up to seed ${seed - 1}, ${perSecond} steps/s`);
  }
}
