import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import { compareWhen, isBefore, whenKept, whenOf } from "../../../src/core/time/when.ts";
import { at } from "../given.ts";

const ten = at("03-02 10:00");

describe("when something happened", () => {
  it.each([
    ["an own time before the acceptance", -HOUR, { at: ten - HOUR }],
    ["the acceptance itself", 0, { at: ten }],
    ["8 minutes ahead of the acceptance", 8 * MINUTE, { at: ten, said: ten + 8 * MINUTE }],
    ["8 hours ahead, which no clock is", 8 * HOUR, { at: ten }],
  ])("%s", (_, ahead, when) => {
    expect(whenOf(ten + ahead, ten)).toEqual(when);
  });

  it("of two that clocks ahead said is told by what they said", () => {
    const first = whenOf(ten + 6 * MINUTE, ten + MINUTE);
    const second = whenOf(ten + 7 * MINUTE, ten);
    expect(compareWhen(first, second)).toBe(-MINUTE);
    expect(isBefore(first, second)).toBe(true);
    expect(isBefore(second, first)).toBe(false);
  });

  it("of which one was said ahead is told by the acceptance of that one", () => {
    const ahead = whenOf(ten + 6 * MINUTE, ten);
    expect(compareWhen(ahead, whenOf(ten + 2 * MINUTE, ten + 2 * MINUTE))).toBe(-2 * MINUTE);
  });

  it("that version 0.2.0 kept ahead of the clock counts as the newcomer's acceptance", () => {
    expect(whenKept(ten + 6 * MINUTE, undefined, ten)).toEqual({ at: ten, said: ten + 6 * MINUTE });
    expect(whenKept(ten - MINUTE, undefined, ten)).toEqual({ at: ten - MINUTE });
    expect(whenKept(ten - MINUTE, ten, ten + HOUR)).toEqual({ at: ten - MINUTE, said: ten });
  });
});
