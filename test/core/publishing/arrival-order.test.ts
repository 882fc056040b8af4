import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import type { SavedFile } from "../../../src/core/ports.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { planPublish } from "../../../src/core/publishing/plan-publish.ts";
import { isBlocking } from "../../../src/core/publishing/problem.ts";
import { goodJourney, goodSettings, now, shopFiles } from "./shop-files.ts";

/** The good shop, a second journey that the caps name, and a segment that names another. */
const whole = shopFiles({
  "settings.json": {
    ...goodSettings,
    caps: [{ journey: "care", atMost: 1, per: "7d", overCap: "drop" }],
  },
  "journeys/care.json": {
    ...goodJourney,
    name: "care",
    purpose: "care",
    entry: { on: "order.placed", if: { not: { segment: "loyal" } } },
  },
  "segments/loyal.json": {
    name: "loyal",
    when: { all: [{ tag: "vip" }, { not: { segment: "no-order" } }] },
  },
});

/** What a person may save over a good file: each is refused or waits. */
const bad = new Map<string, string>([
  ["settings.json", JSON.stringify({ ...goodSettings, purposes: {}, caps: [] })],
  [
    "journeys/winback.json",
    JSON.stringify({ ...goodJourney, entry: { on: "x", if: { segment: "gone" } } }),
  ],
  ["journeys/care.json", "{"],
  ["segments/no-order.json", JSON.stringify({ name: "no-order", when: { segment: "loyal" } })],
  ["segments/loyal.json", JSON.stringify({ name: "other", when: { tag: "vip" } })],
  ["templates/winback-offer/template.json", JSON.stringify({ variables: {} })],
  ["templates/winback-offer/email.html", "{{ nobody }}"],
]);

/** Other texts, good where their neighbours fit them. */
const other = new Map<string, string>([
  [
    "settings.json",
    JSON.stringify({
      ...goodSettings,
      purposes: { winback: {} },
      calendars: {},
      shop: { name: "N" },
    }),
  ],
  [
    "journeys/winback.json",
    JSON.stringify({
      ...goodJourney,
      entry: { on: "x", if: { segment: "loyal" } },
      sendWindow: undefined,
      steps: [{ do: "send", id: "s", template: "winback-offer", channels: ["email"] }],
    }),
  ],
  ["segments/loyal.json", JSON.stringify({ name: "loyal", when: { tag: "vip" } })],
  ["segments/no-order.json", JSON.stringify({ name: "no-order", when: { segment: "loyal" } })],
  ["templates/winback-offer/email.html", "{{ shop.name }} {{ customer.firstName }}"],
]);

class Bucket {
  private readonly saved = new Map<string, SavedFile>();
  live: DefinitionSet | undefined;

  save(path: string, text: string | undefined): void {
    const file = { path, text: text ?? "", sequence: "1" };
    this.saved.set(path, text === undefined ? { ...file, deleted: true } : file);
    this.live =
      planPublish({ files: [...this.saved.values()], live: this.live, now, nobody: true }).next ??
      this.live;
  }
}

/** Files as they would be found in a folder: what is live has to be good as that, at every moment. */
function filesOf(set: DefinitionSet): Map<string, string> {
  const entries: [string, unknown][] = [["settings.json", set.settings]];
  for (const { journey, live } of set.journeys) {
    if (live) entries.push([`journeys/${journey.name}.json`, journey]);
  }
  for (const segment of set.segments) entries.push([`segments/${segment.name}.json`, segment]);
  for (const { name, header, parts } of set.templates) {
    entries.push([`templates/${name}/template.json`, header]);
    for (const [file, text] of Object.entries(parts))
      entries.push([`templates/${name}/${file}`, text]);
  }
  return new Map(
    entries.map(([path, value]) => [
      path,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** A cap may name a journey whose file is there and not good yet. */
function blockingOf(set: DefinitionSet) {
  const { problems } = checkFiles(filesOf(set), { now });
  return problems.filter((problem) => isBlocking(problem) && problem.place !== "caps[0].journey");
}

const paths = [...whole.keys()];
const orders = fc.shuffledSubarray(paths, { minLength: paths.length });

describe("a set that arrives file by file", () => {
  it("goes live when it is whole, in any order", () => {
    const expected = checkFiles(whole, { now }).set;
    expect(expected).toBeDefined();
    fc.assert(
      fc.property(orders, (order) => {
        const bucket = new Bucket();
        for (const path of order) bucket.save(path, whole.get(path));
        const { live } = bucket;
        expect(live?.settings).toEqual(expected?.settings);
        expect(live?.journeys.filter((one) => one.live)).toHaveLength(2);
        expect(live?.journeys.every(({ version }) => version === 1)).toBe(true);
        expect(live?.segments).toHaveLength(2);
        expect(live?.templates.map(({ parts }) => Object.keys(parts).length)).toEqual([4]);
      }),
      { numRuns: 30 },
    );
  });

  it("has something good live at every moment, whatever is saved or deleted on the way", () => {
    const change = fc.record({
      path: fc.constantFrom(...paths),
      what: fc.constantFrom("good", "other", "bad", "deleted"),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), orders, (changes, order) => {
        const bucket = new Bucket();
        for (const { path, what } of changes) {
          const text = { good: whole, other, bad, deleted: new Map() }[what]?.get(path);
          if (text === undefined && what !== "deleted") continue;
          bucket.save(path, text);
          if (bucket.live === undefined) continue;
          expect(blockingOf(bucket.live)).toEqual([]);
          expect(() => compileDefinitions(bucket.live as DefinitionSet)).not.toThrow();
        }
        for (const path of order) bucket.save(path, whole.get(path));
        const { live } = bucket;
        expect(live && filesOf(live)).toEqual(
          filesOf(checkFiles(whole, { now }).set as DefinitionSet),
        );
      }),
      { numRuns: 30 },
    );
  });
});
