import { describe, expect, it } from "vitest";
import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem, isBlocking } from "../../../src/core/publishing/problem.ts";
import { journey as journeyOf } from "../given.ts";
import { now, shopFiles } from "./shop-files.ts";

type Files = Readonly<Record<string, object>>;

const computed: Files = {
  stage: { event: "stage.set", last: "to" },
  taking: { ratio: { event: "offer.taken" }, to: { event: "offer.made" } },
};

/** What is said of circles in a shop with these journeys and segments besides its own. */
function circlesOf(journeys: Files, segments: Files = {}): string[] {
  const files: Record<string, unknown> = {};
  for (const [name, change] of Object.entries(journeys)) {
    files[`journeys/${name}.json`] = { ...journeyOf({ name, reentry: "always" }), ...change };
  }
  for (const [name, value] of Object.entries(computed)) {
    files[`attributes/${name}.json`] = { kind: "computed", name, value };
  }
  for (const [name, change] of Object.entries(segments)) {
    files[`segments/${name}.json`] = { name, ...change };
  }
  return checkFiles(shopFiles(files), { now })
    .problems.filter(({ code }) => code?.endsWith("go-round"))
    .map(describeProblem);
}

const emit = (event: string, more: object = {}) => ({
  do: "emit",
  id: `say-${event}`,
  event,
  ...more,
});
const ping = { entry: { on: "ping" }, steps: [emit("pong")] };
const pong = { entry: { on: "pong" }, steps: [emit("ping")] };
const hot = { when: { tag: "hot" } };
const cool = {
  entry: { on: "segment.entered", segment: "hot" },
  steps: [{ do: "update", removeTags: ["hot"] }],
};
const heat = {
  entry: { on: "segment.left", segment: "hot" },
  steps: [{ do: "update", addTags: ["hot"] }],
};

describe("a circle of journeys", () => {
  it("is refused, with its way, where everybody re-enters at once: events", () => {
    expect(circlesOf({ a: ping, b: pong })).toEqual([
      "journeys/a.json · steps[0]: goes round without an end: " +
        "journeys/a.json · steps[0] → pong → journeys/b.json · steps[0] → ping → journeys/a.json; " +
        'put a wait in between, or let "reentry" say after how long',
      "journeys/b.json · steps[0]: goes round without an end: " +
        "journeys/b.json · steps[0] → ping → journeys/a.json · steps[0] → pong → journeys/b.json; " +
        'put a wait in between, or let "reentry" say after how long',
    ]);
  });

  it("is refused where it goes by tags and a segment", () => {
    expect(circlesOf({ a: cool, b: heat }, { hot })[0]).toContain(
      "journeys/a.json · steps[0] → segment.left hot → journeys/b.json · steps[0] → segment.entered hot → journeys/a.json",
    );
  });

  it.each<[string, Files, Files]>([
    ["a journey that is entered on what it emits", { a: { ...ping, steps: [emit("ping")] } }, {}],
    [
      "three, by tags that segments set",
      { a: { entry: { on: "segment.entered", segment: "warm" }, steps: cool.steps }, b: heat },
      {
        hot,
        warm: { when: { tag: "warm" } },
        source: { ...hot, onEnter: { addTags: ["warm"] }, onLeave: { removeTags: ["warm"] } },
      },
    ],
    [
      "one by an attribute",
      {
        a: {
          entry: { on: "segment.entered", segment: "new" },
          steps: [{ do: "update", set: { stage: "old" } }],
        },
        b: {
          entry: { on: "segment.left", segment: "new" },
          steps: [{ do: "update", set: { stage: "new" } }],
        },
      },
      { new: { when: { attribute: "stage", is: "new" } } },
    ],
    [
      "one by what an event said last, as a computed attribute",
      {
        a: {
          entry: { on: "segment.entered", segment: "new" },
          steps: [emit("stage.set", { properties: { to: "old" } })],
        },
        b: {
          entry: { on: "segment.left", segment: "new" },
          steps: [emit("stage.set", { properties: { to: "new" } })],
        },
      },
      { new: { when: { computed: "stage", is: "new" } } },
    ],
    [
      "one by a sum that is paid in and out",
      {
        a: {
          entry: { on: "segment.entered", segment: "rich" },
          steps: [emit("points.moved", { properties: { points: -100 } })],
        },
        b: {
          entry: { on: "segment.left", segment: "rich" },
          steps: [emit("points.moved", { properties: { points: 100 } })],
        },
      },
      { rich: { when: { event: "points.moved", sum: { of: "points", atLeast: 100 } } } },
    ],
    [
      "one by a ratio of two events that journeys emit, as a computed attribute",
      {
        a: { entry: { on: "segment.entered", segment: "keen" }, steps: [emit("offer.made")] },
        b: { entry: { on: "segment.left", segment: "keen" }, steps: [emit("offer.taken")] },
      },
      { keen: { when: { computed: "taking", atLeast: 0.5 } } },
    ],
    [
      "one behind a branch and a wait for the send window",
      {
        a: {
          ...ping,
          steps: [
            { do: "wait", until: "send-window" },
            { do: "branch", id: "b", cases: [{ when: { tag: "vip" }, steps: [emit("pong")] }] },
          ],
        },
        b: pong,
      },
      {},
    ],
  ])("is found: %s", (_what, journeys, segments) => {
    const found = circlesOf(journeys, segments);
    expect(found.length).toBeGreaterThan(0);
    expect(found.join()).toContain("without an end");
  });

  it.each<[string, Files, Files]>([
    [
      "by a count, which only rises",
      {
        a: {
          entry: { on: "segment.entered", segment: "regular" },
          steps: [emit("visited"), emit("greeted")],
        },
        b: { entry: { on: "segment.left", segment: "regular" }, steps: [emit("visited")] },
      },
      { regular: { when: { event: "visited", count: { between: [3, 5] } } } },
    ],
    [
      "by an event of which the segment looks at another kind",
      {
        a: {
          entry: { on: "segment.entered", segment: "new" },
          steps: [emit("stage.set", { properties: { to: "old", kind: "b" } })],
        },
        b: {
          entry: { on: "segment.left", segment: "new" },
          steps: [emit("stage.set", { properties: { to: "new", kind: "a" } })],
        },
      },
      {
        new: {
          when: { event: "stage.set", where: { kind: "a" }, last: { of: "to", is: "new" } },
        },
      },
    ],
    [
      "by what an event said last, which takes members out",
      {
        a: {
          entry: { on: "segment.entered", segment: "new" },
          steps: [emit("stage.set", { properties: { to: "old" } })],
        },
      },
      { new: { when: { computed: "stage", is: "new" } } },
    ],
    [
      "with a wait in it",
      { a: { ...ping, steps: [{ do: "wait", for: "1h" }, emit("pong")] }, b: pong },
      {},
    ],
    [
      "with a wait for an event in it",
      {
        a: { ...ping, steps: [{ do: "waitFor", id: "w", event: "x", atMost: "1d" }, emit("pong")] },
        b: pong,
      },
      {},
    ],
    ["of which one is a draft", { a: ping, b: { ...pong, status: "draft" } }, {}],
    [
      "that a filter keeps apart",
      {
        a: { ...ping, entry: { on: "ping", where: { kind: "a" } } },
        b: { ...pong, steps: [emit("ping", { properties: { kind: "b" } })] },
      },
      {},
    ],
    [
      "by a segment that is entered once: the journey tags its members and takes them out",
      {
        a: {
          entry: { on: "segment.entered", segment: "fresh" },
          steps: [{ do: "update", addTags: ["greeted"] }],
        },
      },
      { fresh: { when: { not: { tag: "greeted" } } } },
    ],
    [
      "by an attribute that takes members out",
      {
        a: {
          entry: { on: "segment.entered", segment: "new" },
          steps: [{ do: "update", set: { stage: "welcomed" } }],
        },
      },
      { new: { when: { attribute: "stage", is: "new" } } },
    ],
    [
      "by a date",
      {
        a: {
          entry: { on: "date.reached", attribute: "due" },
          steps: [{ do: "update", set: { due: "2026-01-01" } }],
        },
      },
      {},
    ],
  ])("is none: one %s", (_what, journeys, segments) => {
    expect(circlesOf(journeys, segments)).toEqual([]);
  });

  it.each<[string, object]>([
    ["limits re-entry", { reentry: { after: "1d" } }],
    ["asks a condition", { entry: { on: "pong", if: { tag: "vip" } } }],
  ])("is advice where one of them %s", (_what, change) => {
    const found = circlesOf({ a: ping, b: { ...pong, ...change } });
    expect(found).toHaveLength(2);
    expect(found[0]).toContain("(advice): may go round without a wait: journeys/a.json · steps[0]");
  });

  it("that is live already keeps nothing else from being published", () => {
    const live: DefinitionSet = {
      rev: 1,
      settings: { zone: "UTC", unknownZone: "use-default", purposes: { care: {} } },
      journeys: [ping, pong].map((change, n) => ({
        journey: { ...journeyOf({ name: `j${n}`, reentry: "always" }), ...(change as object) },
        version: 1,
        live: true,
      })),
      segments: [],
      templates: [],
    };
    expect(checkFiles(shopFiles(), { now, live }).problems.filter(isBlocking)).toEqual([]);
  });
});
