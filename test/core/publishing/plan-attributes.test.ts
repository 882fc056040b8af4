import { describe, expect, it } from "vitest";
import { adoptModels } from "../../../src/core/attributes/adopt-models.ts";
import { learnedFrom, type Model } from "../../../src/core/attributes/model.ts";
import type { Attribute } from "../../../src/core/definitions/attribute.ts";
import { compileDefinitions } from "../../../src/core/definitions/compile-definitions.ts";
import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import { journeyPath, journeyText, plan, publish, saved, told, verdictOf } from "./plan-shop.ts";
import { now, shopFiles } from "./shop-files.ts";

const path = "attributes/life.json";
const life = {
  kind: "lifecycle",
  name: "life",
  stages: [{ name: "buyer", when: { event: "order.placed" } }],
};
const inLife = journeyText({ entry: { on: "segment.entered", segment: "life.buyer" } });
const whole = shopFiles({ [path]: life, ...inLife });

const rfm = {
  kind: "rfm",
  name: "rfm",
  event: "order.placed",
  recency: { quantiles: 2 },
  frequency: { atLeast: [2] },
  monetary: { of: "total", atLeast: [9] },
  bands: [{ name: "high", sum: { atMost: 4 } }],
} as const satisfies Attribute | object;

describe("attributes among the files", () => {
  it("go live with the journey that is entered by a stage", () => {
    const { next, verdicts } = plan(saved(whole));
    expect(next?.attributes?.map(({ name }) => name)).toEqual(["life"]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(Array(5).fill("live"));
    if (next === undefined) return;
    expect(compileDefinitions(next).segments.map(({ name }) => name)).toContain("life.buyer");
  });

  it("are waited for: the journey goes live when the attribute comes", () => {
    const without = plan(saved(shopFiles(inLife)));
    expect(told(verdictOf(without, journeyPath))[2]).toBe(
      'journeys/winback.json · entry.segment: no segment "life.buyer"; waiting for segments/life.buyer',
    );
    const broken = plan(saved(shopFiles({ ...inLife, [path]: { ...life, stages: [] } })));
    expect(told(verdictOf(broken, journeyPath))[2]).toBe(
      'journeys/winback.json · entry.segment: segment "life.buyer" is not good yet; see attributes/life',
    );
    expect(verdictOf(broken, path).verdict).toBe("refused");
    expect(verdictOf(plan(saved(whole)), journeyPath).verdict).toBe("live");
  });

  it("are not deleted, nor lose a stage, while a journey is entered by it", () => {
    const live = publish(saved(whole));
    const deleted = plan(saved(whole, path), live);
    expect(deleted.next).toBeUndefined();
    expect(told(verdictOf(deleted, path)).slice(0, 3)).toEqual([
      "refused",
      "Not deleted: it is in use. The last good one stays live.",
      "attributes/life.json: is used by journeys/winback.json · entry.segment",
    ]);
    const stages = [{ name: "shopper", when: { event: "order.placed" } }];
    const changed = plan(saved(shopFiles({ ...inLife, [path]: { ...life, stages } })), live);
    expect(changed.next).toBeUndefined();
    expect(verdictOf(changed, path).verdict).toBe("refused");
  });

  it("stay for customers in an older version of a journey", () => {
    const live = publish(saved(whole), [...saved(shopFiles(), path)]);
    expect(live.attributes?.map(({ name }) => name)).toEqual(["life"]);
    expect(compileDefinitions(live).journey("winback", 1)).toBeDefined();
  });

  it("that nobody asks for are deleted", () => {
    const files = shopFiles({ [path]: life });
    const { next, verdicts } = plan(saved(files, path), publish(saved(files)));
    expect(next?.attributes).toBeUndefined();
    expect(verdicts.find((one) => one.path === path)?.verdict).toBe("deleted");
  });

  it("say where nobody has a value yet", () => {
    const told = verdictOf(
      plan(saved(shopFiles({ "attributes/rfm.json": rfm }))),
      "attributes/rfm.json",
    );
    expect(told.text).toContain("Nobody has a value before it is learned from all customers.");
    expect(verdictOf(plan(saved(whole)), path).text).not.toContain("learned");
  });

  it("wait until their figures are filled in, and what names them waits for them", () => {
    const value = { event: "login", within: "90d" };
    const logins = { kind: "computed", name: "logins", value };
    const idle = { name: "idle", when: { computed: "logins", is: 0 } };
    const files = shopFiles({ "attributes/logins.json": logins, "segments/idle.json": idle });
    const preparing = plan(saved(files), publish(saved(shopFiles())));
    expect(verdictOf(preparing, "attributes/logins.json").verdict).toBe("preparing");
    expect(verdictOf(preparing, "segments/idle.json").verdict).toBe("waiting");
    expect(preparing.next?.figures).toHaveLength(1);
  });

  it("change nothing when they are saved as they are", () => {
    expect(plan(saved(whole), publish(saved(whole))).next).toBeUndefined();
  });
});

describe("since when a segment of an attribute means what it means", () => {
  const sinceOf = (set: DefinitionSet | undefined, name: string) =>
    set?.since?.[`segments/${name}`]?.rev;

  it("is since the attribute does; a title or a tag changes nothing", () => {
    const first = publish(saved(whole));
    expect(sinceOf(first, "life.buyer")).toBe(1);
    const [stage] = life.stages;
    const retold = { ...life, title: "Life", stages: [{ ...stage, title: "B", tag: "b" }] };
    const second = publish(saved(whole), saved(shopFiles({ ...inLife, [path]: retold })));
    expect([second.rev, sinceOf(second, "life.buyer")]).toEqual([2, 1]);
    const stages = [{ name: "buyer", when: { not: { event: "order.placed" } } }];
    const other = saved(shopFiles({ ...inLife, [path]: { ...life, stages } }));
    expect(sinceOf(plan(other, first).next, "life.buyer")).toBe(2);
  });

  it("begins with the first learning, and not anew with the next", () => {
    const live = publish(saved(shopFiles({ "attributes/rfm.json": rfm })));
    const [attribute] = live.attributes ?? [];
    const from = (attribute && learnedFrom(attribute)) ?? "";
    const about = { kind: "rfm", name: "rfm", customers: 9, from, rev: 0 } as const;
    const first: Model = { ...about, version: 1, at: now, thresholds: { recency: [3] } };
    const learned = adoptModels(live, [first], now);
    expect([learned?.rev, sinceOf(live, "rfm.high"), sinceOf(learned, "rfm.high")]).toEqual([
      2, 1, 2,
    ]);
    if (learned === undefined) return;
    const again = { ...first, version: 2, thresholds: { recency: [4] } };
    const next = adoptModels(learned, [again], now);
    expect([next?.models, sinceOf(next, "rfm.high")]).toEqual([[{ ...again, rev: 3 }], 2]);
    // Who holds older definitions for half a minute leaves those alone who were settled by these.
    expect(next && compileDefinitions(next).segmentsRev).toBe(3);
  });

  it("takes no model of words that have changed, and keeps a model through a publish", () => {
    const live = publish(saved(shopFiles({ "attributes/rfm.json": rfm })));
    const about = { kind: "rfm", name: "rfm", customers: 9, version: 1, at: now, rev: 0 } as const;
    expect(adoptModels(live, [{ ...about, from: "other", thresholds: {} }], now)).toBeUndefined();
    const [attribute] = live.attributes ?? [];
    const from = (attribute && learnedFrom(attribute)) ?? "";
    const learned = adoptModels(live, [{ ...about, from, thresholds: { recency: [3] } }], now);
    const files = shopFiles({ "attributes/rfm.json": rfm, ...journeyText({ title: "Other" }) });
    expect(plan(saved(files), learned).next?.models).toEqual(learned?.models);
    const gone = saved(files, "attributes/rfm.json");
    expect(plan(gone, learned).next?.models).toBeUndefined();
  });
});
