import { act, begin } from "./act.ts";
import type { Violation } from "./facts.ts";
import { rest } from "./rest.ts";
import { readStory } from "./story.ts";
import { createWorld, type Doubles } from "./world.ts";

/** Steps of one story; longer runs tell more stories, each from the next seed. */
export const storyLength = 250;

export interface Told {
  readonly seed: number;
  readonly steps: number;
  readonly violations: readonly Violation[];
  /** What the customer concerned lived through, last lines first asked for. */
  readonly story: (lines: number) => string[];
}

/** Tells one story to its end: so many steps in bad weather, then rest, then the oracles. */
export async function tellStory(seed: number, steps: number, doubles?: Doubles): Promise<Told> {
  const world = createWorld(seed, doubles);
  const { violations } = world.facts;
  await begin(world);
  for (let step = 0; step < steps && violations.length === 0; step++) await act(world);
  if (violations.length === 0) await rest(world);
  return { seed, steps, violations, story: (lines) => readStory(world.facts, lines) };
}

/** The command that tells a story again. */
export function replay({ seed, steps }: Pick<Told, "seed" | "steps">): string {
  return `npm run torture -- --seed ${seed} --steps ${steps}`;
}

/** Nothing if all holds; else what is broken, the story that led there, and how to tell it again. */
export async function summarize(told: Told, lines = 40): Promise<string> {
  if (told.violations.length === 0) return "";
  const short = await shrink(told);
  const broken = short.violations
    .slice(0, 10)
    .map(({ invariant, text }) => `  ${invariant} ${text}`);
  return [`seed ${told.seed} breaks:`, ...broken, ...short.story(lines), replay(short)].join("\n");
}

/** The fewest steps of the same story that still go wrong. */
export async function shrink(failed: Told, doubles?: Doubles): Promise<Told> {
  let best = failed;
  let [low, high] = [0, failed.steps];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const told = await tellStory(failed.seed, middle, doubles);
    if (told.violations.length > 0) {
      best = told;
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return best;
}
