import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseArm } from "../../../src/core/turns/choose-way.ts";

const keys = Array.from({ length: 4000 }, (_, i) => `customer-${i}`);
const side = (weights: Record<string, number>, holdout = 0) => {
  const arms = Object.entries(weights).map(([id, weight]) => ({ id, weight }));
  return (key: string) => chooseArm({ id: "test", arms, holdout }, "winback", key)?.id ?? "holdout";
};
const count = (sides: readonly string[], id: string) => sides.filter((one) => one === id).length;

describe("a split", () => {
  it("follows its weights", () => {
    const sides = keys.map(side({ a: 70, b: 20, c: 10 }));
    // 4,000 draws: three standard deviations are 87, 76 and 57.
    expect(Math.abs(count(sides, "a") - 2800)).toBeLessThan(87);
    expect(Math.abs(count(sides, "b") - 800)).toBeLessThan(76);
    expect(Math.abs(count(sides, "c") - 400)).toBeLessThan(57);
  });

  it("moves only from arms that shrank to arms that grew when weights change", () => {
    const weight = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(weight, weight, weight, weight, (a, b, c, grown) => {
        const before = side({ a, b, c });
        const after = side({ a: a + grown, b, c });
        const moved = keys.slice(0, 200).filter((key) => before(key) !== after(key));
        expect(moved.filter((key) => after(key) !== "a")).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("keeps who is held out, held out, while the share does not shrink", () => {
    const [ten, twenty] = [side({ a: 1 }, 0.1), side({ a: 1 }, 0.2)];
    const held = keys.filter((key) => ten(key) === "holdout");
    expect(held.length).toBeGreaterThan(340);
    expect(held.every((key) => twenty(key) === "holdout")).toBe(true);
  });

  it("gives different splits and journeys sides of their own", () => {
    const arms = [
      { id: "a", weight: 1 },
      { id: "b", weight: 1 },
    ];
    const same = keys.filter(
      (key) =>
        chooseArm({ id: "x", arms, holdout: 0 }, "j", key)?.id ===
        chooseArm({ id: "y", arms, holdout: 0 }, "j", key)?.id,
    );
    expect(Math.abs(same.length - 2000)).toBeLessThan(95);
  });
});
