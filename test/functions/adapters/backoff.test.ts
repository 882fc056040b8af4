import { afterEach, describe, expect, it, vi } from "vitest";
import { createBackoff } from "../../../src/aws/backoff.ts";

afterEach(() => vi.restoreAllMocks());

describe("a rest before another try", () => {
  it("grows with the tries up to a second, by chance from nothing on", async () => {
    const backoff = createBackoff();
    const rest = async (attempt: number, chance: number) => {
      vi.spyOn(Math, "random").mockReturnValue(chance);
      const began = performance.now();
      await backoff.pause(attempt);
      return performance.now() - began;
    };
    expect(await rest(8, 0)).toBeLessThan(50);
    expect(await rest(3, 0.999)).toBeGreaterThan(70);
    expect(await rest(20, 0.2)).toBeGreaterThan(190);
    expect(await rest(20, 0.2)).toBeLessThan(400);
  });
});
