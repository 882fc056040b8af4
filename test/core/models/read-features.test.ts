import { describe, expect, test } from "vitest";
import { checkClusters } from "../../../src/core/models/check-clusters.ts";
import { explainCluster } from "../../../src/core/models/explain-cluster.ts";
import { learnClusters } from "../../../src/core/models/learn-clusters.ts";
import { readProfiling } from "../../../src/core/models/profiling.ts";
import { readFeatures } from "../../../src/core/models/read-features.ts";
import { irisClusters, irisRows } from "./iris.ts";

describe("features of a customer", () => {
  const features = ["orders", { attribute: "returns", missing: 0 }, "member"];

  test("are numbers in the definition's order; true is 1, what is missing as the file says", () => {
    const read = readFeatures(features, { member: true, orders: 3, tier: "gold" });
    expect(read).toEqual({ kind: "read", values: [3, 0, 1] });
  });

  test.each([
    [{ member: true }, 'no attribute "orders"'],
    [{ orders: null, member: true }, 'no attribute "orders"'],
    [{ orders: "3", member: true }, '"orders" is no number, nor true or false'],
    [{ orders: [3], member: true }, '"orders" is no number, nor true or false'],
    [{ orders: 1, returns: "none" }, '"returns" is no number, nor true or false'],
    [{ orders: Number.NaN, member: true }, '"orders" is NaN, too large to compare'],
    [{ orders: 1e300, member: true }, '"orders" is 1e+300, too large to compare'],
  ])("%j can't be compared, and it is said why", (attributes, reason) => {
    expect(readFeatures(features, attributes)).toEqual({ kind: "unusable", reason });
  });

  test("an attribute's name that every object knows is missing, too", () => {
    expect(readFeatures(["toString"], {})).toMatchObject({ kind: "unusable" });
  });

  test("a feature named twice would count twice, and is refused", () => {
    const twice = irisClusters({ features: ["a", "b", { attribute: "a", missing: 0 }] });
    expect(checkClusters(twice)).toMatchObject([{ place: "features[2]", severity: "error" }]);
    expect(checkClusters(irisClusters())).toEqual([]);
  });
});

describe("profiling", () => {
  test.each([
    [{}, "allowed"],
    [{ profiling: "allowed" }, "allowed"],
    [{ attributes: { profiling: null } }, "allowed"],
    [{ profiling: "refused" }, "refused"],
    [{ attributes: { profiling: "refused" } }, "refused"],
    [{ profiling: "allowed", attributes: { profiling: "refused" } }, "refused"],
    [{ profiling: "Refused" }, "unclear"],
    [{ profiling: false }, "unclear"],
    [{ attributes: { profiling: "no" } }, "unclear"],
  ])("of %j is %s", (customer, wanted) => {
    expect(readProfiling(customer)).toBe(wanted);
  });
});

test("a cluster is explained by what stands out, most telling first, in its own units", () => {
  const learned = learnClusters(irisClusters({ scale: "z-score" }), irisRows);
  if (learned.kind === "refused") throw new Error(learned.reason);
  const { model } = learned;
  const setosa = model.clusters.find(({ size }) => size === 50);
  if (setosa === undefined) throw new Error("no cluster of 50");
  const traits = explainCluster(model, setosa);
  expect(traits.map(({ attribute, word }) => [attribute, word])).toEqual([
    ["petalLength", "much lower"],
    ["petalWidth", "much lower"],
    ["sepalLength", "much lower"],
    ["sepalWidth", "much higher"],
  ]);
  expect(traits[0]).toMatchObject({
    value: expect.closeTo(1.462, 9),
    usual: expect.closeTo(3.758, 9),
    away: expect.closeTo(-1.305, 3),
  });
});
