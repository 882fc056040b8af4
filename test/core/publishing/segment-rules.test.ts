import { describe, expect, it } from "vitest";
import type { Journey } from "../../../src/core/definitions/journey.ts";
import type { Segment } from "../../../src/core/definitions/segment.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem, isBlocking } from "../../../src/core/publishing/problem.ts";
import { sinceWhen } from "../../../src/core/publishing/since-when.ts";
import { journey as journeyOf, settings } from "../given.ts";
import { now, shopFiles, withJourney } from "./shop-files.ts";

function blocking(files: ReadonlyMap<string, string>): string[] {
  return checkFiles(files, { now }).problems.filter(isBlocking).map(describeProblem);
}

/** The shop with these segments besides its own. */
function withSegments(...segments: readonly object[]) {
  const named = segments.map((one) => {
    const { name } = one as { name: string };
    return [`segments/${name}.json`, JSON.stringify(one)] as const;
  });
  return shopFiles(Object.fromEntries(named));
}

describe("what a journey is entered and left on", () => {
  it("may be a segment, a date, or days without an event", () => {
    for (const entry of [
      { on: "segment.entered", segment: "no-order", members: true },
      { on: "segment.left", segment: "no-order" },
      { on: "date.reached", attribute: "birthday", offset: "-7d", yearly: true, at: "10:00" },
      { on: "inactivity.reached", event: "login", days: [7, 30] },
    ]) {
      expect(blocking(withJourney({ entry }))).toEqual([]);
    }
    const entry = { on: "segment.entered", segment: "no-order" };
    expect(blocking(withJourney({ entry, exitWhen: [{ segment: "left" }] }))).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      "a segment that is misspelt",
      { entry: { on: "segment.entered", segment: "no-ordr" } },
      'entry.segment: no segment "no-ordr"; did you mean "no-order"?',
    ],
    [
      "a segment event that names none",
      { entry: { on: "segment.entered" } },
      'entry: "segment.entered" needs what it is about',
    ],
    [
      "a date both yearly and monthly",
      { entry: { on: "date.reached", attribute: "birthday", yearly: true, monthly: true } },
      'entry: write either "yearly" or "monthly", not both',
    ],
    [
      "members of a segment that is left",
      { entry: { on: "segment.left", segment: "no-order", members: true } },
      'entry.members: goes with "segment.entered": who left has no members',
    ],
    [
      "an exit from a segment that was not entered on",
      { exitWhen: [{ segment: "left" }] },
      'exitWhen[0].segment: goes with "entry.on": "segment.entered"',
    ],
    [
      "a word of a segment that is none",
      { exitWhen: [{ segment: "lift" }] },
      'did you mean "left"?',
    ],
  ])("may not be %s", (_, change, problem) => {
    expect(blocking(withJourney(change)).join("\n")).toContain(problem);
  });
});

describe("segments that set tags", () => {
  const vip = { name: "vip", when: { tag: "gold" }, onEnter: { addTags: ["greet"] } };

  it("may look at tags of others", () => {
    const greeted = { name: "greeted", when: { tag: "greet" }, onEnter: { addTags: ["done"] } };
    expect(blocking(withSegments(vip, greeted))).toEqual([]);
  });

  it("may not hang on a tag that hangs on them, through others too", () => {
    const alone = { name: "alone", when: { not: { tag: "x" } }, onEnter: { addTags: ["x"] } };
    expect(blocking(withSegments(alone))).toEqual([
      "segments/alone.json · when: hangs on a tag that hangs on this segment (alone ← alone)",
    ]);
    const gold = { name: "gold", when: { segment: "named" }, onLeave: { removeTags: ["gold"] } };
    const named = { name: "named", when: { tag: "greet" } };
    expect(blocking(withSegments(vip, gold, named)).join("\n")).toContain("(vip ← gold ← vip)");
  });

  it("may not ask for the events that are made of segments", () => {
    const twice = { name: "twice", when: { event: "segment.entered", count: { atLeast: 2 } } };
    expect(blocking(withSegments(twice))).toEqual([
      'segments/twice.json · when.event: "segment.entered" is made of segments; ask "segment", or with "wasWithin"',
    ]);
  });
});

describe("since when a definition means what it means", () => {
  const segment = (change: Partial<Segment> = {}): Segment => ({
    name: "buyers",
    when: { event: "order.placed" },
    ...change,
  });
  const content = (segments: Segment[], journeys: Journey[] = []) => ({
    segments,
    journeys: journeys.map((journey) => ({ journey, version: 1, live: true })),
  });
  const set = (of: ReturnType<typeof content>, since = {}) => ({
    rev: 4,
    settings: settings(),
    templates: [],
    since,
    ...of,
  });
  const publish = { rev: 5, at: 500 };
  const before = { rev: 2, at: 200 };

  it("is the publish that brought it", () => {
    expect(sinceWhen(content([segment()]), undefined, publish)).toEqual({
      "segments/buyers": publish,
    });
  });

  it("stays through a new title, not through another condition", () => {
    const live = set(content([segment()]), { "segments/buyers": before });
    const titled = sinceWhen(content([segment({ title: "买家" })]), live, publish);
    expect(titled).toEqual({ "segments/buyers": before });
    const other = sinceWhen(content([segment({ when: { tag: "x" } })]), live, publish);
    expect(other).toEqual({ "segments/buyers": publish });
  });

  it("changes with a segment that the condition names", () => {
    const outer = segment({ name: "outer", when: { segment: "buyers" } });
    const live = set(content([outer, segment()]), {
      "segments/outer": before,
      "segments/buyers": before,
    });
    const next = content([outer, segment({ when: { tag: "x" } })]);
    expect(sinceWhen(next, live, publish)["segments/outer"]).toEqual(publish);
  });

  it("changes with what the settings say of a date that is asked about", () => {
    const young = segment({ when: { attribute: "birthday", age: { below: 30 } } });
    const known = segment({ name: "known", when: { attribute: "birthday", exists: true } });
    const outer = segment({ name: "outer", when: { segment: "buyers" } });
    const birthday = journeyOf({ entry: { on: "date.reached", attribute: "birthday" } });
    const other = journeyOf({ name: "other", entry: { on: "date.reached", attribute: "wedding" } });
    const next = content([young, known, outer], [birthday, other]);
    const units = ["segments/buyers", "segments/known", "segments/outer"];
    const all = [...units, "journeys/welcome", "journeys/other"];
    const live = set(next, Object.fromEntries(all.map((unit) => [unit, before])));
    expect(sinceWhen({ ...next, settings: { attributes: {} } }, live, publish)).toEqual(live.since);
    expect(
      sinceWhen({ ...next, settings: { attributes: { birthday: "day" } } }, live, publish),
    ).toEqual({
      ...live.since,
      "segments/buyers": publish,
      "segments/outer": publish,
      "journeys/welcome": publish,
    });
  });

  it("is of a journey's entry, from when it was live", () => {
    const draft = journeyOf({ status: "draft" });
    const live = set(content([], [draft]));
    const opened = sinceWhen(content([], [journeyOf()]), live, publish);
    expect(opened).toEqual({ "journeys/welcome": publish });
    const going = set(content([], [journeyOf()]), { "journeys/welcome": before });
    const changed = journeyOf({ steps: [{ do: "exit" }] });
    expect(sinceWhen(content([], [changed]), going, publish)).toEqual({
      "journeys/welcome": before,
    });
  });
});
