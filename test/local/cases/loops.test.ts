import { describe, expect, it } from "vitest";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import { createPlay } from "../../../src/local/play.ts";
import { caseFiles, type Journeys } from "./case-files.ts";
import { check, instant } from "./play-case.ts";

/** Two journeys that start each other with events, and two that do so with a tag of a segment. */
const circles: readonly [string, { journeys: Journeys; segments?: Record<string, object> }][] = [
  [
    "events",
    {
      journeys: {
        ask: { entry: { on: "asked" }, steps: [{ do: "emit", id: "tell", event: "told" }] },
        tell: { entry: { on: "told" }, steps: [{ do: "emit", id: "ask", event: "asked" }] },
      },
    },
  ],
  [
    "a segment",
    {
      journeys: {
        warm: {
          entry: { on: "segment.entered", segment: "warm" },
          steps: [{ do: "update", id: "cool", removeTags: ["warm"] }],
        },
        cold: {
          entry: { on: "segment.left", segment: "warm" },
          steps: [{ do: "update", id: "heat", addTags: ["warm"] }],
        },
      },
      segments: { warm: { when: { tag: "warm" } } },
    },
  ],
];

describe.each(circles)("journeys that start each other by %s", (_what, one) => {
  it("are refused where they are saved", () => {
    const { said, set } = check(one);
    expect(set).toBeUndefined();
    expect(said.filter((line) => line.startsWith("error"))).not.toEqual([]);
  });

  it("come to an end where they are live already", async () => {
    const journeys = Object.keys(one.journeys).map((name) => {
      const text = caseFiles(one).get(`journeys/${name}.json`) ?? "";
      return { journey: JSON.parse(text) as Journey, version: 1, live: true };
    });
    const { set } = check({ journeys: {} });
    if (set === undefined) throw new Error("a shop without journeys is good");
    const segments = Object.entries(one.segments ?? {}).map(([name, own]) => ({ name, ...own }));
    const definitions = { ...set, journeys, segments: segments as unknown as typeof set.segments };
    let events = 0;
    const play = createPlay({
      definitions,
      start: instant("03-27 07:00"),
      written({ kind }) {
        events += kind === "event" ? 1 : 0;
        if (events > 200) throw new Error("no end after 200 events");
      },
    });
    const profile = { id: "una", tags: ["warm"], zone: "UTC" };
    const at = "2026-03-27T07:00:00Z";
    play.offer(JSON.stringify({ id: "first", type: "asked", customer: profile, at }));
    await play.runtime.agenda.advanceTo(instant("03-28"));
    expect(events).toBeLessThan(100);
  });
});
