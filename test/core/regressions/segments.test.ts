import { expect, test } from "vitest";
import type { DefinitionSet, Since } from "../../../src/core/definitions/definitions.ts";
import { currentMeaning } from "../../../src/core/definitions/meaning.ts";
import type { Segment } from "../../../src/core/definitions/segment.ts";
import { applyIdentification } from "../../../src/core/events/apply-identification.ts";
import { sinceWhen } from "../../../src/core/publishing/since-when.ts";
import { isMember } from "../../../src/core/segments/membership.ts";
import { planSweep } from "../../../src/core/sweep/plan-sweep.ts";
import { mostResumed, notBegun, type SweepPass } from "../../../src/core/sweep/sweep-lease.ts";
import { sweepSettingsOf } from "../../../src/core/sweep/sweep-settings.ts";
import { HOUR } from "../../../src/core/time/instant.ts";
import { apply, at, customer, event, settings } from "../given.ts";
import { committed, publish, sweepTold } from "../segments/given.ts";

/** What the torture test found of segments, each told by its shortest story. */

const login = (when: string) => event("login", at(when));
const active: Segment = {
  name: "active",
  when: { event: "login", within: "2d" },
  onEnter: { addTags: ["active"], removeTags: ["asleep"] },
  onLeave: { addTags: ["asleep"], removeTags: ["active"] },
};

test("who comes back to a segment was in it before, at that very moment, too", () => {
  const known: Segment = { name: "known", when: { segment: "active", wasWithin: "30d" } };
  // The segment that asks comes after the one that is asked about, and before it.
  for (const segments of [
    [active, known],
    [known, active],
  ]) {
    const published = publish({ segments });
    let who = committed(apply(customer(), published, login("01-05 10:00")).customer);
    who = committed(sweepTold(who, published, at("01-09")).customer);
    expect(isMember(who, "known")).toBe(true);
    const back = apply(who, published, login("01-10 10:00"));
    expect(back.derived.map(({ type }) => type)).toEqual(["segment.entered"]);
    expect(isMember(back.customer, "known")).toBe(true);
  }
});

test("who leaves a segment the moment it entered was in it as long as before that", () => {
  const known: Segment = { name: "known", when: { segment: "vips", wasWithin: "10d" } };
  const vips: Segment = { name: "vips", when: { attribute: "score", atLeast: 5 } };
  const published = publish({ segments: [vips, known] });
  const score = (value: number, when: string) =>
    event("scored", at(when), { profile: { attributes: { score: value } } });
  let who = customer();
  for (const said of [
    score(5, "01-01 10:00"),
    score(1, "01-02 10:00"),
    score(5, "01-08 10:00"),
    score(1, "01-08 10:00"),
  ]) {
    who = committed(apply(who, published, said).customer);
  }
  expect(isMember(who, "known")).toBe(true);
  expect(sweepTold(who, published, at("01-11")).told).toEqual([]);
  expect(sweepTold(who, published, at("01-12")).told).toEqual(["segment.left known"]);
});

test("dates come to a journey that was entered on days without an event before", () => {
  const name = "birthday";
  const steps = [{ do: "wait", for: "1d" }] as const;
  const before = publish({
    journeys: [
      { name, entry: { on: "inactivity.reached", event: "login", days: [2] }, steps: [...steps] },
    ],
  });
  const born = customer({ attributes: { birthday: "1990-01-20" } });
  const loggedIn = committed(apply(born, before, login("01-05 10:00")).customer);
  const slept = committed(sweepTold(loggedIn, before, at("01-08")).customer);
  expect(slept.fired).not.toEqual({});
  const after = publish({
    journeys: [
      {
        name,
        entry: { on: "date.reached", attribute: "birthday", yearly: true },
        reentry: "always",
        steps: [...steps],
      },
    ],
    since: { "journeys/birthday": { rev: 2, at: at("01-10") } },
  });
  expect(sweepTold(slept, after, at("01-20 10:00")).told).toEqual([
    "date.reached birthday birthday 2026-01-20",
  ]);
});

test("who is two customers in one has the tags of the segments that it is in", () => {
  const published = publish({ segments: [active] });
  const known = committed(apply(customer(), published, login("01-10 10:00")).customer);
  const visitor = customer({ key: "visitorvisitor23", id: "visitor" });
  const seen = committed(apply(visitor, published, login("01-01 10:00")).customer);
  const asleep = committed(sweepTold(seen, published, at("01-09")).customer);
  expect(asleep.tags).toEqual(["asleep"]);
  const said = event("customer.identified", at("01-10 12:00"), {
    properties: { anonymous: "visitor" },
  });
  const joined = applyIdentification(known, asleep, said, published, said.at);
  expect(joined.customer.tags).toEqual(["active"]);
});

const set = (rev: number, segments: readonly Segment[], since: Record<string, Since> = {}) =>
  ({ rev, settings: settings(), journeys: [], segments, templates: [], since }) as DefinitionSet;

test("a segment that is let go keeps nobody from the others", () => {
  const other: Segment = { name: "other", when: { event: "login" } };
  const added = set(2, [active, other], { "segments/other": { rev: 2, at: at("01-02") } });
  const dropped = set(3, [active]);
  const since = sinceWhen(dropped, added, { rev: 3, at: at("01-03") });
  const [two, three] = [publishSet(added), publish({ segments: [active], since })];
  const who = committed(apply(customer(), two, login("01-02 10:00")).customer);
  expect(sweepTold(who, three, at("01-05")).told).toEqual(["segment.left active"]);
});

test("nobody enters a segment that was let go, by definitions of before", () => {
  const other: Segment = { name: "other", when: { event: "login" } };
  const dropped = set(3, [active]);
  const both = set(2, [active, other]);
  const since = sinceWhen(dropped, both, { rev: 3, at: at("01-03") });
  const three = publish({ segments: [active], since });
  const who = committed(apply(customer(), three, login("01-04 10:00")).customer);
  expect(sweepTold(who, publishSet(both), at("01-04 10:01")).customer).toBe(who);
});

function publishSet({ segments, since = {} }: DefinitionSet) {
  return publish({ segments, since });
}

test("what a pass that was given up has not told, a pass tells that evaluates, too", () => {
  const noon = at("01-05 12:00");
  const pass: SweepPass = {
    run: "first",
    holder: "fourth",
    until: noon + 4 * HOUR,
    evaluate: true,
    began: noon,
    resumed: mostResumed,
    readUnitsPerSecond: 500,
    slices: [notBegun],
  };
  const lease = { token: 9, looked: noon, evaluated: noon, meaning: currentMeaning, pass };
  const settings = sweepSettingsOf({ zone: "UTC", sweep: { every: "1d" } });
  const question = { holder: "fifth", ask: undefined, settings, evaluable: true };
  expect(planSweep(lease, { ...question, now: noon + 5 * HOUR })).toEqual({
    kind: "start",
    evaluate: true,
  });
});
