import { describe, expect, it } from "vitest";
import { recallEvent, rememberEvent, type Seen } from "../../../src/core/customers/seen.ts";
import { DAY, HOUR } from "../../../src/core/time/instant.ts";
import { at } from "../given.ts";

const start = at("01-05 12:00");
function remember(seen: Seen, ids: readonly string[], now: number): Seen {
  return ids.reduce((set, id) => rememberEvent(set, id, now), seen);
}

describe("events that were taken in", () => {
  it("are known for three days, over midnight too", () => {
    const seen = remember({}, ["a", "b"], start);
    const later = remember(seen, ["c"], start + 2 * DAY);
    for (const id of ["a", "b", "c"]) expect(recallEvent(later, id, start)).toBe("seen");
    expect(recallEvent(later, "d", start)).toBe("new");
  });

  it("are asked of the history once their day is gone, by the event's own time", () => {
    const later = remember(remember({}, ["a"], start), ["z"], start + 4 * DAY);
    expect(recallEvent(later, "a", start)).toBe("ask-history");
    expect(recallEvent(later, "new-one", start + 4 * DAY)).toBe("new");
  });

  it("are at most 512, and the item never grows past that", () => {
    const ids = Array.from({ length: 700 }, (_, i) => `e${i}`);
    const seen = ids.reduce((set, id, i) => rememberEvent(set, id, start + i * 1000), {} as Seen);
    const kept = Object.values(seen.days ?? {}).join("").length / 13;
    expect(kept).toBe(512);
    expect(recallEvent(seen, "e699", start)).toBe("seen");
    expect(recallEvent(seen, "e0", start)).toBe("ask-history");
    // Nothing accepted an hour later can have been among what was let go.
    expect(recallEvent(seen, "x", start + 2 * HOUR)).toBe("new");
  });
});
