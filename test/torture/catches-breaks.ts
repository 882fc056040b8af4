import { describe, expect, it } from "vitest";
import { storyLength, tellStory } from "./torture.ts";
import type { Doubles } from "./world.ts";

/** As many stories as the standard run tells: a break has to come to light within them. */
const stories = 40;

/** What broken code does, the invariant that tells so, the code, and the story to begin with. */
export type Break = readonly [what: string, invariant: string, doubles: Doubles, from?: number];

/**
 * A test for each break: the torture test tells of it. Where few stories show a break, or stories of
 * those that do are long, its number says which one to begin with; any within 40 of it will do.
 * @param kind in a sentence: the torture test catches code that …
 */
export function catchesBreaks(kind: string, breaks: readonly Break[]): void {
  describe(`the torture test catches code that ${kind}, which`, () => {
    for (const [what, invariant, doubles, from] of breaks) {
      it(`${what} (${invariant})`, async () => {
        expect(await catches(doubles, invariant, from)).toContain(invariant);
      });
    }
  });
}

/** A story ends at its first violation, which may be another one: then the next story is told. */
async function catches(doubles: Doubles, invariant: string, from = 1): Promise<string[]> {
  const caught: string[] = [];
  for (let seed = from; seed < from + stories && !caught.includes(invariant); seed++) {
    const { violations } = await tellStory(seed, storyLength, doubles);
    caught.push(...violations.map((violation) => violation.invariant));
  }
  return caught;
}
