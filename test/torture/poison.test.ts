import { describe, expect, it } from "vitest";
import { tellPoisonedStory } from "./poison.ts";
import type { Doubles } from "./world.ts";

const steps = 150;
const seeds = Array.from({ length: 16 }, (_, index) => index + 1);

describe("one customer whose item is full, and texts that are no events", () => {
  it.each(seeds)(
    "leave everybody else done in story %i, and the one once it is mended",
    async (seed) => {
      const { violations, story } = await tellPoisonedStory(seed, steps);
      const broken = violations.map(({ invariant, text }) => `${invariant} ${text}`);
      expect([...broken, ...(broken.length === 0 ? [] : story(40))]).toEqual([]);
    },
  );

  it("are met: in most stories somebody is set aside", async () => {
    let met = 0;
    for (const seed of seeds.slice(0, 8)) {
      const { asides } = await tellPoisonedStory(seed, steps);
      if (asides > 0) met += 1;
    }
    expect(met).toBeGreaterThan(4);
  });
});

/** Whether stories break an invariant with code that is wrong on purpose; the first will do. */
async function catches(invariant: string, doubles: Doubles): Promise<boolean> {
  for (const seed of seeds) {
    const { violations } = await tellPoisonedStory(seed, steps, doubles);
    if (violations.some((one) => one.invariant === invariant)) return true;
  }
  return false;
}

describe("the torture test catches code that, of whom it can't take in,", () => {
  it("forgets who was set aside: their figures stay wrong", async () => {
    const caught = await catches("I1", {
      ports: (ports) => ({
        ...ports,
        setAsides: { ...ports.setAsides, put: async () => undefined },
      }),
    });
    expect(caught).toBe(true);
  });
});
