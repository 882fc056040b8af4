import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClusterModel, clusterModel } from "../../../src/core/models/cluster-model.ts";
import type { Clusters } from "../../../src/core/models/clusters.ts";
import { compileModel } from "../../../src/core/models/compile-model.ts";
import { findClusters } from "../../../src/core/models/find-clusters.ts";
import { type Learned, learnClusters } from "../../../src/core/models/learn-clusters.ts";
import { comparePoints, type Point } from "../../../src/core/models/point.ts";
import { irisClusters, irisRows, irisSpecies } from "./iris.ts";

function learn(definition: Clusters, rows: readonly Point[], before?: ClusterModel): Learned {
  const learned = learnClusters(definition, rows, before);
  if (learned.kind === "refused") throw new Error(learned.reason);
  return learned;
}

/** Definitions over features a, b … */
function pairs(change: Partial<Clusters> = {}): Clusters {
  return { name: "pairs", kind: "clusters", k: 3, features: ["a", "b"], ...change };
}

/** So many points around a centre, none farther than half a unit. */
function blob([x, y]: readonly [number, number], count: number): Point[] {
  return Array.from({ length: count }, (_, i) => [
    x + Math.sin(i * 12.9898) / 2,
    y + Math.cos(i * 78.233) / 2,
  ]);
}

const threeBlobs = [...blob([0, 0], 30), ...blob([10, 0], 20), ...blob([0, 10], 10)];

function shuffled<T>(list: readonly T[]): T[] {
  return list.toSorted((a, b) => {
    const key = (one: T) => Math.sin(list.indexOf(one) * 12.9898 + 1) * 1e4;
    return key(a) - Math.floor(key(a)) - (key(b) - Math.floor(key(b)));
  });
}

function centroidsById({ model }: Learned): [id: string, ...values: number[]][] {
  return model.clusters.map(({ id, centroid }) => [
    id,
    ...model.features.map(({ attribute }) => Number(centroid[attribute]?.toFixed(6))),
  ]);
}

describe("iris", () => {
  test("is Fisher's data: the sums by species are the published ones", () => {
    const sums: Record<string, number[]> = {};
    for (const [i, row] of irisRows.entries()) {
      const sum = (sums[irisSpecies[i] ?? ""] ??= [0, 0, 0, 0, 0]);
      for (const [feature, value] of [...row, 1].entries()) sum[feature]! += value;
    }
    const told = Object.entries(sums).map(([name, sum]) => [name, ...sum.map((n) => n.toFixed(1))]);
    expect(told).toEqual([
      ["setosa", "250.3", "171.4", "73.1", "12.3", "50.0"],
      ["versicolor", "296.8", "138.5", "213.0", "66.3", "50.0"],
      ["virginica", "329.4", "148.7", "277.6", "101.3", "50.0"],
    ]);
  });

  // Of k = 2 … 6: scikit-learn 1.9.1, unscaled; of k = 3 also R's kmeans.
  test.each([
    [2, 152.34795176, [97, 53]],
    [3, 78.85144143, [62, 50, 38]],
    [4, 57.22847321, [50, 40, 32, 28]],
    [5, 46.44618205, [50, 39, 25, 24, 12]],
  ])("with k = %i reaches the least inertia known, %f", (k, inertia, sizes) => {
    const { model } = learn(irisClusters({ k, restarts: 50 }), irisRows);
    expect(model.inertia).toBeCloseTo(inertia, 5);
    expect(model.clusters.map(({ size }) => size)).toEqual(sizes);
  });

  test("needs no more than the usual restarts for 78.8514, with its published parts", () => {
    const { model } = learn(irisClusters(), irisRows);
    expect(Math.abs(model.inertia - 78.8514)).toBeLessThan(0.001);
    // R: withinss of sizes 62, 50, 38.
    expect(model.clusters.map(({ inertia }) => inertia.toFixed(5))).toEqual([
      "39.82097",
      "15.15100",
      "23.87947",
    ]);
    expect(model.clusters[1]?.centroid).toEqual({
      sepalLength: expect.closeTo(5.006, 6),
      sepalWidth: expect.closeTo(3.428, 6),
      petalLength: expect.closeTo(1.462, 6),
      petalWidth: expect.closeTo(0.246, 6),
    });
  });

  test.each([0, 2, 3, 4, 5])("seed %i with 50 restarts gets there, too", (seed) => {
    const { model } = learn(irisClusters({ seed, restarts: 50 }), irisRows);
    expect(Math.abs(model.inertia - 78.8514)).toBeLessThan(0.001);
  });

  test("scaled by z-scores its inertia is scikit-learn's behind a StandardScaler", () => {
    const { model } = learn(irisClusters({ scale: "z-score", restarts: 50 }), irisRows);
    expect(model.inertia).toBeCloseTo(139.82049, 4);
  });
});

describe("the same again", () => {
  test("one seed gives one model, to the last bit", () => {
    const once = learn(irisClusters({ seed: 7, restarts: 2 }), irisRows);
    expect(learn(irisClusters({ seed: 7, restarts: 2 }), irisRows)).toEqual(once);
  });

  test("another seed begins elsewhere", () => {
    const starts = [0, 1, 2, 3, 4, 5, 6, 7].map(
      (seed) => learn(irisClusters({ seed, restarts: 1 }), irisRows).model.inertia,
    );
    expect(new Set(starts.map((one) => one.toFixed(3))).size).toBeGreaterThan(1);
  });

  test("the order of the customers makes no difference, to the last bit", () => {
    const mixed = shuffled(irisRows);
    expect(mixed).not.toEqual(irisRows);
    for (const scale of ["none", "z-score"] as const) {
      const definition = irisClusters({ scale, restarts: 3 });
      expect(learn(definition, mixed)).toEqual(learn(definition, irisRows));
    }
  });

  test("what a run writes is what the next one reads", () => {
    const { model } = learn(irisClusters({ names: { c1: "middle" } }), irisRows);
    expect(clusterModel.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });
});

describe("identity from run to run", () => {
  const names = { c1: "Many", c2: "Some", c3: "Few" };
  const first = learn(pairs({ names }), threeBlobs);

  test("the first run numbers by size, and the names are the file's", () => {
    expect(first.model.clusters.map(({ id, name, size }) => [id, name, size])).toEqual([
      ["c1", "Many", 30],
      ["c2", "Some", 20],
      ["c3", "Few", 10],
    ]);
    expect(first).toMatchObject({ moves: [], gone: [], startedAnew: false });
  });

  test("stays when the sizes change places, with another seed and other features first", () => {
    const later = [...blob([0, 0], 5), ...blob([10, 0], 20), ...blob([0, 10], 40)];
    const again = learn(pairs({ names, seed: 9 }), later, first.model);
    expect(again.model.clusters.map(({ id, name, size }) => [id, name, size])).toEqual([
      ["c1", "Many", 5],
      ["c2", "Some", 20],
      ["c3", "Few", 40],
    ]);
    const turned = learn(
      pairs({ features: ["b", "a"] }),
      later.map(([a = 0, b = 0]) => [b, a]),
      first.model,
    );
    expect(turned.model.clusters.map(({ id, size }) => [id, size])).toEqual([
      ["c1", 5],
      ["c2", 20],
      ["c3", 40],
    ]);
  });

  test("stays through a long drift, run by run, and under a jump that all share", () => {
    let model = first.model;
    for (let run = 1; run <= 40; run++) {
      const moved: Point[] = [
        ...blob([run / 2, 0], 30),
        ...blob([10 + run / 2, run / 4], 20),
        ...blob([0, 10 + run / 2], 10),
      ];
      ({ model } = learn(pairs({ names, seed: run }), moved, model));
      expect(model.clusters.map(({ id, size }) => [id, size])).toEqual([
        ["c1", 30],
        ["c2", 20],
        ["c3", 10],
      ]);
    }
    const jumped = learn(
      pairs(),
      threeBlobs.map(([a = 0, b = 0]) => [a + 500, b - 300]),
      first.model,
    );
    expect(jumped.model.clusters.map(({ id, size }) => [id, size])).toEqual([
      ["c1", 30],
      ["c2", 20],
      ["c3", 10],
    ]);
  });

  test("a cluster that moved further than its customers lie apart is told, others are not", () => {
    const away = [...blob([0, 0], 30), ...blob([10, 0], 20), ...blob([0, 16], 10)];
    const { moves } = learn(pairs({ scale: "none" }), away, first.model);
    expect(moves.map(({ id, far }) => [id, far])).toEqual([
      ["c1", false],
      ["c2", false],
      ["c3", true],
    ]);
    expect(moves[2]?.distance).toBeCloseTo(6, 5);
  });

  test("a cluster more is new, one less is gone, and its id is never given again", () => {
    const four = [...threeBlobs, ...blob([10, 10], 15)];
    const more = learn(pairs({ k: 4 }), four, first.model);
    expect(more.model.clusters.map(({ id, size }) => [id, size])).toEqual([
      ["c1", 30],
      ["c2", 20],
      ["c3", 10],
      ["c4", 15],
    ]);
    const less = learn(pairs(), threeBlobs, more.model);
    expect(less.gone.map(({ id }) => id)).toEqual(["c4"]);
    const again = learn(pairs({ k: 4 }), four, less.model);
    expect(again.model.clusters.map(({ id }) => id)).toEqual(["c1", "c2", "c3", "c5"]);
  });

  test("other features make other clusters, whose ids go on", () => {
    const other = learn(pairs({ features: ["a", "c"] }), threeBlobs, first.model);
    expect(other.model.clusters.map(({ id }) => id)).toEqual(["c4", "c5", "c6"]);
    expect(other).toMatchObject({ startedAnew: true, gone: first.model.clusters });
  });

  test("running again on the same customers moves nothing", () => {
    const again = learn(pairs({ names }), threeBlobs, first.model);
    expect(again.model).toEqual(first.model);
    for (const { distance } of again.moves) expect(distance).toBeCloseTo(0, 12);
  });
});

describe("what can't be told apart", () => {
  test("a feature that is the same for all changes nothing but stands in the model", () => {
    const constant = threeBlobs.map((row) => [...row, 0.1]);
    const plain = learn(pairs(), threeBlobs);
    const more = learn(pairs({ features: ["a", "b", "c"] }), constant);
    expect(more.model.inertia).toBe(plain.model.inertia);
    expect(more.model.features[2]).toEqual({ attribute: "c", mean: 0.1, spread: 0 });
    expect(more.model.clusters.map(({ centroid }) => centroid["c"])).toEqual([0.1, 0.1, 0.1]);
    const assign = compileModel(more.model);
    expect(assign([10, 0, 1e6])).toEqual(assign([10, 0, 0.1]));
  });

  test("scaling makes a feature in thousands count like one in parts", () => {
    const rows = threeBlobs.map(([a = 0, b = 0]) => [a * 1000, b / 1000]);
    const sizes = ({ model }: Learned) => model.clusters.map(({ size }) => size);
    expect(sizes(learn(pairs(), rows))).toEqual([30, 20, 10]);
    expect(sizes(learn(pairs({ scale: "none" }), rows))).not.toEqual([30, 20, 10]);
  });

  test.each([
    [[], "there are none"],
    [[[1, 1]], "there is 1"],
    [
      [
        [1, 1],
        [2, 2],
      ],
      "there are 2",
    ],
    [
      [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      "all 4 have the same values",
    ],
    [
      [
        [1, 1],
        [2, 1],
        [1, 1],
        [2, 1],
      ],
      "all 4 have one of 2 sets of values",
    ],
  ])("%j can't be three clusters, in plain words", (rows, why) => {
    expect(learnClusters(pairs(), rows)).toEqual({
      kind: "refused",
      reason: `3 clusters need at least 3 customers who differ in their features; ${why}`,
    });
  });
});

test("found among a third, everybody is assigned, and little is lost", () => {
  const points = irisRows.map((row) => [...row]).toSorted(comparePoints);
  const search = { k: 3, restarts: 10, seed: 1 };
  const part = findClusters(points, { ...search, learnFrom: 50 });
  const whole = findClusters(points, { ...search, learnFrom: 150 });
  if (part.kind !== "found" || whole.kind !== "found") throw new Error("too few");
  expect(part.members).toHaveLength(150);
  expect(part.inertia).toBeGreaterThan(whole.inertia);
  expect(part.inertia).toBeLessThan(whole.inertia * 1.05);
});

test("where the part has too few who differ, all are looked at", () => {
  const points = [...Array.from({ length: 300 }, () => [0]), [5], [9]];
  const found = findClusters(points, { k: 3, restarts: 2, seed: 1, learnFrom: 30 });
  expect(found).toMatchObject({ kind: "found", centroids: [[0], [5], [9]], inertia: 0 });
});

describe("for any customers", () => {
  const rows = fc.array(
    fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -500, max: 5 })),
    {
      minLength: 3,
      maxLength: 40,
    },
  );
  const definitions = fc.record({
    k: fc.integer({ min: 2, max: 5 }),
    seed: fc.nat(1000),
    scale: fc.constantFrom("none" as const, "z-score" as const),
  });

  function expectAddsUp(model: ClusterModel, values: readonly Point[]): void {
    const assign = compileModel(model);
    const sizes = new Map(model.clusters.map(({ id }) => [id, 0]));
    let inertia = 0;
    for (const row of values) {
      const { cluster, distance } = assign(row);
      sizes.set(cluster.id, (sizes.get(cluster.id) ?? 0) + 1);
      inertia += distance ** 2;
    }
    expect(model.clusters.map(({ id, size }) => [id, size])).toEqual([...sizes]);
    const digits = 6 - Math.ceil(Math.log10(inertia + 1));
    expect(model.inertia).toBeCloseTo(inertia, digits);
    const parts = model.clusters.reduce((sum, one) => sum + one.inertia, 0);
    expect(parts).toBeCloseTo(inertia, digits);
  }

  test("everybody is in the nearest cluster, and sizes and inertia add up", () => {
    fc.assert(
      fc.property(rows, definitions, (values, change) => {
        const definition = pairs({ restarts: 2, ...change });
        const learned = learnClusters(definition, values);
        const distinct = new Set(values.map(String)).size;
        expect(learned.kind).toBe(distinct < change.k ? "refused" : "learned");
        if (learned.kind === "refused") return;
        expectAddsUp(learned.model, values);
        // Ids in another order, so that somebody equally near to two is settled otherwise.
        const { clusters } = learned.model;
        const turned = clusters.map((one, i) => ({ ...one, id: clusters.at(-1 - i)?.id ?? "" }));
        const again = learn(definition, values, { ...learned.model, clusters: turned });
        expectAddsUp(again.model, values);
      }),
      { numRuns: 150 },
    );
  });

  test("more restarts are never worse, and running again with the model keeps every id", () => {
    fc.assert(
      fc.property(rows, definitions, (values, change) => {
        const few = learnClusters(pairs({ restarts: 1, ...change }), values);
        const many = learnClusters(pairs({ restarts: 4, ...change }), values);
        if (few.kind === "refused" || many.kind === "refused") return;
        expect(many.model.inertia).toBeLessThanOrEqual(few.model.inertia * (1 + 1e-12) + 1e-12);
        const again = learn(pairs({ restarts: 4, ...change }), values.toReversed(), many.model);
        expect(centroidsById(again)).toEqual(centroidsById(many));
      }),
      { numRuns: 100 },
    );
  });
});
