import { describe, expect, it } from "vitest";
import { importMap } from "../../../src/core/imports/import-map.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { explainIssues } from "../../../src/core/publishing/explain-issues.ts";
import { describeProblem, isBlocking } from "../../../src/core/publishing/problem.ts";
import {
  type Files,
  goodSettings,
  now,
  shopFiles,
  withJourney,
  withSettings,
} from "./shop-files.ts";

function refusalsOf(files: Files) {
  return checkFiles(files, { now }).problems.filter(isBlocking);
}

function withCondition(when: unknown): Files {
  return shopFiles({ "segments/no-order.json": { name: "no-order", when } });
}

/** [what is written, the place, a part of the message, the nearest] */
type Said = readonly [found: unknown, place: string, message: string, nearest: string];

const leaf = { event: "order.placed" };

describe("words of other systems", () => {
  it.each<Said>([
    [{ and: [leaf] }, "when", 'no key "and"; did you mean "all"?', "all"],
    [{ AND: [leaf] }, "when", 'no key "AND"; did you mean "all"?', "all"],
    [{ or: [leaf] }, "when", 'no key "or"; did you mean "any"?', "any"],
    [{ anyOf: [leaf] }, "when", 'no key "anyOf"; did you mean "any"?', "any"],
    [{ none: [leaf] }, "when", 'no key "none"; write { "not": { "any": [ … ] } }', "not"],
    [{ operator: "and", conditions: [leaf] }, "when", 'write { "all": [ … ] }', "all"],
    [{ operator: "OR", conditions: [leaf] }, "when", 'write { "any": [ … ] }', "any"],
    [{ attribute: "age", equals: 3 }, "when", 'no key "equals"; did you mean "is"?', "is"],
    [{ attribute: "age", gte: 3 }, "when", 'no key "gte"; did you mean "atLeast"?', "atLeast"],
    [{ attribute: "age", "<": 3 }, "when", 'no key "<"; did you mean "below"?', "below"],
    [{ attribute: "age", notIn: [3] }, "when", 'write { "not": { …, "in": [ … ] } }', "not"],
    [
      { ...leaf, where: { total: { gt: 3 } } },
      "when.where.total",
      'did you mean "above"?',
      "above",
    ],
    [{ ...leaf, within: "3 days" }, "when.within", 'did you mean "3d"?', "3d"],
    [{ ...leaf, within: 3 }, "when.within", 'did you mean "3d"?', "3d"],
    [{ ...leaf, count: 3 }, "when.count", 'did you mean {"is":3}?', '{"is":3}'],
    [{ message: "open" }, "when.message", 'no word "open"; did you mean "opened"?', "opened"],
    [{ attribute: "age", atLeast: "3" }, "when.atLeast", "did you mean 3?", "3"],
    [{ attribute: "born", after: "31.1.2026" }, "when.after", "2026-01-31", "2026-01-31"],
    [{ ...leaf, timeOfDay: "22-6" }, "when.timeOfDay", "22:00-06:00", "22:00-06:00"],
  ])("are answered with ours: %j", (when, place, message, nearest) => {
    const [refusal, ...others] = refusalsOf(withCondition(when));
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ place, nearest });
    expect(refusal?.message).toContain(message);
  });

  it.each<Said>([
    [{ tag: ["a", "b"] }, "when.tag", 'write {"any":[{"tag":"a"},{"tag":"b"}]}', "any"],
    [{ tag: ["a"] }, "when.tag", 'did you mean "a"?', "a"],
    [{ event: ["a.b", "c.d"] }, "when.event", '{"any":[{"event":"a.b"},{"event":"c.d"}]}', "any"],
    [{ attribute: "level", is: ["a", "b"] }, "when.is", 'write "in": ["a","b"]', "in"],
    [{ ...leaf, where: { level: ["a", "b"] } }, "when.where.level", "in", '{"in":["a","b"]}'],
    [
      [leaf, { tag: "a" }],
      "when",
      "did you mean",
      `{"all":${JSON.stringify([leaf, { tag: "a" }])}}`,
    ],
    [
      { not: [leaf, { tag: "a" }] },
      "when.not",
      "did you mean",
      `{"any":${JSON.stringify([leaf, { tag: "a" }])}}`,
    ],
    [{ all: leaf }, "when.all", "did you mean", JSON.stringify([leaf])],
    [{ attribute: "level", in: "a" }, "when.in", 'did you mean ["a"]?', '["a"]'],
  ])("tell a list from one value: %j", (when, place, message, nearest) => {
    const [refusal, ...others] = refusalsOf(withCondition(when));
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ place, nearest });
    expect(refusal?.message).toContain(message);
  });

  it.each<[object, string, string]>([
    [{ sendWindow: { days: ["monday"], between: ["10:00-12:00"] } }, "sendWindow.days[0]", "mon"],
    [{ sendWindow: { days: "monday", between: ["10:00-12:00"] } }, "sendWindow.days", '["mon"]'],
    [{ sendWindow: { days: "weekdays", between: ["10:00-12:00"] } }, "sendWindow.days", "workdays"],
    [
      { sendWindow: { days: "workdays", between: "10:00-12:00" } },
      "sendWindow.between",
      '["10:00-12:00"]',
    ],
    [{ status: "active" }, "status", "live"],
    [{ holdout: 10 }, "holdout", "10%"],
    [{ rollout: "5%" }, "rollout", '{"percent":5}'],
    [{ name: "My Journey" }, "name", "my-journey"],
    [{ exitWhen: ["order.placed"] }, "exitWhen[0]", '{"event":"order.placed"}'],
    [{ steps: [{ do: "email", id: "x" }] }, "steps[0].do", "send"],
    [{ steps: [{ do: "wait", for: "3 days" }] }, "steps[0].for", "3d"],
    [{ steps: [{ do: "wait", until: "9am" }] }, "steps[0].until", "09:00"],
    [{ steps: [{ do: "update", addTags: "vip" }] }, "steps[0].addTags", '["vip"]'],
  ])("are answered with ours in a journey: %j", (changes, place, nearest) => {
    const [refusal, ...others] = refusalsOf(withJourney(changes));
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ place, nearest });
  });
});

describe("a value that may be written in several ways", () => {
  it.each<[object, string]>([
    [
      { reentry: "1d" },
      'reentry: "1d" does not fit; write one of: never, always, or an object, { … }; did you mean {"after":"1d"}?',
    ],
    [{ reentry: "once" }, 'reentry: no word "once"; did you mean "never"?'],
    [{ reentry: { afer: "3d" } }, 'reentry: no key "afer"; did you mean "after"?'],
    [
      { entry: { on: "segment.enter", segment: "no-order" } },
      'entry.on: no word "segment.enter"; did you mean "segment.entered"?',
    ],
    [
      { entry: { on: "date.reach", attribute: "birthday" } },
      'entry.on: no word "date.reach"; did you mean "date.reached"?',
    ],
    [
      { entry: { on: "inactivity.reached", event: "login", days: 7 } },
      "entry.days: 7 does not fit; write a list, such as [7,30,90]; did you mean [7]?",
    ],
    [
      { entry: { segment: "no-order" } },
      "entry.on: is missing; write one of: segment.entered, segment.left",
    ],
    [{ entry: { event: "login" } }, 'entry: no key "event"; did you mean "on"?'],
    [
      { entry: "login" },
      'entry: "login" does not fit; write an object, { … }; did you mean {"on":"login"}?',
    ],
    [{ exitWhen: [{ segment: "x" }] }, 'exitWhen[0].segment: "x" does not fit; write "left"'],
  ])("is told by what was meant: %j", (changes, message) => {
    expect(refusalsOf(withJourney(changes)).map(describeProblem)).toEqual([
      `journeys/winback.json · ${message}`,
    ]);
  });

  it.each([
    ["Germany", "DE"],
    ["de", "DE"],
    ["UK", "GB"],
    ["Untied Kingdom", "GB"],
  ])("names the country that %s is", (country, nearest) => {
    const quietHours = [{ channel: "sms", country, between: "21:00-08:00" }];
    expect(refusalsOf(withSettings({ quietHours }))).toMatchObject([
      { place: "quietHours[0].country", nearest, message: expect.stringContaining("ISO 3166") },
    ]);
  });

  it("names the scope of a consent that has no purpose", () => {
    const map = {
      rows: "customers",
      id: "id",
      consents: { email: { column: "news", given: ["y"] } },
    };
    expect(explainIssues(importMap, map)).toMatchObject([
      { place: "consents.email", found: '"email"', nearest: "email:*" },
    ]);
  });
});

describe("a fault in settings.json", () => {
  const shop = { ...goodSettings.shop, currency: "CNY" };
  const withMoney = (changes: object) =>
    shopFiles({
      "settings.json": { ...goodSettings, shop, ...changes },
      "templates/winback-offer/sms.zh-CN.txt": "{{ event.total | money }} {{ shop.name }}",
      "templates/winback-offer/sms.txt": undefined,
    });

  it("causes no fault and no advice elsewhere", () => {
    expect(refusalsOf(withMoney({}))).toEqual([]);
    const { problems } = checkFiles(withMoney({ unknownZone: "ask" }), { now });
    expect(problems.map(({ path, severity }) => [path, severity])).toEqual([
      ["settings.json", "error"],
    ]);
  });
});
