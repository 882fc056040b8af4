import type { ClusterModel, ModelCluster } from "../../src/core/models/cluster-model.ts";
import type { Clusters } from "../../src/core/models/clusters.ts";
import { explainCluster } from "../../src/core/models/explain-cluster.ts";
import type { Learned } from "../../src/core/models/learn-clusters.ts";
import { plural } from "../../src/core/reasons/plural.ts";
import type { RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { type Cell, formatTable } from "../../src/local/report/format-table.ts";
import type { Streams } from "./streams.ts";

/** A line holds three; the table has the rest. */
const toldTraits = 3;

/** Prints the clusters side by side, what each is, and what changed since the run before. */
export function showClusters(
  { model, moves, gone, startedAnew }: Learned,
  { names = {} }: Clusters,
  { out }: Streams,
): void {
  const say = (line = "") => out(`${line}\n`);
  const { clusters, inertia, customers } = model;
  for (const line of formatTable(["", ...clusters.map(titleOf), "everybody"], rowsOf(model))) {
    say(line);
  }
  say(`\nInertia ${tellFigure(inertia)} over ${plural(customers, "customer")}. What stands out:`);
  for (const cluster of clusters) say(`  ${titleOf(cluster)}: ${tellTraits(model, cluster)}`);

  if (moves.length > 0) {
    say(`${moves.length} of ${clusters.length} clusters are those of the run before.`);
  }
  for (const { id, distance } of moves.filter(({ far }) => far)) {
    const title = titleOf(clusters.find((one) => one.id === id) ?? { id });
    const how = `moved by ${round(distance)}, further than its customers lie apart`;
    say(`Look at ${title}: it ${how}. Does its name still fit?`);
  }
  if (startedAnew) say("The features are others than before: every cluster is new.");
  for (const cluster of gone) say(`Gone since the run before: ${titleOf(cluster)}.`);
  const unknown = Object.keys(names).filter((id) => !clusters.some((one) => one.id === id));
  if (unknown.length > 0) say(`Named, but not there: ${unknown.join(", ")}.`);
  const nameless = clusters
    .filter(({ name }) => name === undefined)
    .map(({ id }) => `"${id}": "…"`);
  if (nameless.length > 0) say(`To name them, write "names": {${nameless.join(", ")}}.`);
}

/** Tells how many customers were not looked at, and why. */
export function tellLeftOut(refused: number, rejects: RejectsFile, { out }: Streams): void {
  const who =
    refused === 1 ? "1 customer who refuses" : `${plural(refused, "customer")} who refuse`;
  if (refused > 0) out(`Left out: ${who} profiling\n`);
  if (rejects.count > 0) {
    out(`Rejected: ${plural(rejects.count, "line")}, with the reason in ${rejects.path}\n`);
    for (const { file, line, reason } of rejects.first) out(`  ${file} line ${line}: ${reason}\n`);
  }
  if (refused + rejects.count > 0) out("\n");
}

function rowsOf({ clusters, features, customers }: ClusterModel): Cell[][] {
  const share = (size: number) => `${((100 * size) / customers).toFixed(1)} %`;
  return [
    ["customers", ...clusters.map(({ size }) => size), customers],
    ["share", ...clusters.map(({ size }) => share(size)), share(customers)],
    ...features.map(({ attribute, mean }) => [
      attribute,
      ...clusters.map(({ centroid }) => round(centroid[attribute] ?? mean)),
      round(mean),
    ]),
  ];
}

function titleOf({ id, name }: Pick<ModelCluster, "id" | "name">): string {
  return name === undefined ? id : `${id} ${name}`;
}

function tellTraits(model: ClusterModel, cluster: ModelCluster): string {
  const traits = explainCluster(model, cluster).filter(({ word }) => word !== "usual");
  if (traits.length === 0) return "like everybody";
  return traits
    .slice(0, toldTraits)
    .map(({ attribute, word, value, usual }) => {
      return `${attribute} ${word} (${round(value)}, all ${round(usual)})`;
    })
    .join(", ");
}

function tellFigure(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
