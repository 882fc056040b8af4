import type { Command } from "commander";
import type { Clusters } from "../../src/core/models/clusters.ts";
import { plural } from "../../src/core/reasons/plural.ts";
import type { Tally } from "../../src/local/imports/tally.ts";
import {
  clusterPaths,
  readClusters,
  readModel,
  writeClusters,
} from "../../src/local/models/cluster-files.ts";
import { type ReadCustomers, readCustomers } from "../../src/local/models/read-customers.ts";
import { createRejectsFile, type RejectsFile } from "../../src/local/replay/rejects-file.ts";
import { playCustomers } from "./cluster-events.ts";
import { readFilePath, readFolderPath, readMoment } from "./read-argument.ts";
import { showClusters, tellLeftOut } from "./show-clusters.ts";
import type { Streams } from "./streams.ts";

interface ClusterOptions {
  readonly customers?: string;
  readonly events?: readonly string[];
  readonly definitions?: string;
  readonly at?: string;
  readonly before?: string;
  readonly out: string;
}

export function addClusterCommand(program: Command, streams: Streams): void {
  program
    .command("cluster")
    .description("find groups of customers who are alike, by k-means over their attributes")
    .argument("<definition>", "such as attributes/buyers.json, of kind clusters", readFilePath)
    .option("--customers <file>", "JSON Lines of {id, attributes …}", readFilePath)
    .option("--events <files...>", "JSON Lines, of which features are computed", addFile)
    .option(
      "--definitions <folder>",
      "the computed attributes (default: where the definition's folder lies)",
      readFolderPath,
    )
    .option("--at <time>", "with events: as of then (default: the last event)", readMoment)
    .option("--before <file>", "the model of the run before (default: in --out)", readFilePath)
    .option("--out <folder>", "where the model and each customer's cluster go", ".sojourn/clusters")
    .addHelpText("after", help)
    .action(async (path: string, options: ClusterOptions) => {
      process.exitCode = await cluster(path, options, streams);
    });
}

const help = `
A definition is a file such as attributes/buyers.json:
  {"kind":"clusters","name":"buyers","k":4,"features":["orders","averageOrder",
   {"attribute":"returns","missing":0}],"names":{"c1":"regulars"}}
Clusters keep their ids (c1, c2 …) from one run to the next, so that a name stays with its group.
Without the model of the run before they begin anew. Who refuses profiling ("profiling": "refused",
of the customer or among the attributes) is left out. A line that can't be used is told with its
number and reason; the rest goes on.

A feature that is computed, {"computed":"orders-year"}, needs --events: they are played through the
attributes of a folder, as sojourn segment does.

Examples:
  $ sojourn cluster attributes/buyers.json --customers customers.jsonl
  $ sojourn cluster attributes/buyers.json --customers customers.jsonl --out monday --before sunday/buyers.model.json
  $ sojourn cluster my/attributes/buyers.json --customers customers.jsonl --events events.jsonl`;

function addFile(text: string, before: string[] = []): string[] {
  return [...before, readFilePath(text)];
}

async function cluster(path: string, options: ClusterOptions, streams: Streams): Promise<number> {
  const { before: named, out } = options;
  const definition = readClusters(path);
  if (definition.kind === "refused") return refuse(definition.problems, streams);
  const { name } = definition.value;
  const paths = clusterPaths(out, name);
  const before = readModel(named ?? paths.model, name);
  if (before?.kind === "refused") return refuse(before.problems, streams);

  // Loaded here: the k-means library takes longer to load than most commands to run.
  const { learnClusters } = await import("../../src/core/models/learn-clusters.ts");
  const rejects = createRejectsFile(paths.rejects);
  const read = await readWhom(path, definition.value, options, rejects, streams);
  rejects.close();
  if (read === undefined) return 1;
  const { customers, refused, unusable } = read;
  const values = customers.map((one) => one.values);
  const learned = learnClusters(definition.value, values, before?.value);
  tellLeftOut(refused, rejects, streams);
  for (const { what, count, places } of unusable?.list() ?? []) {
    streams.out(`Left out: ${plural(count, "customer")}: ${what} (first: ${places.join(", ")})\n`);
  }
  if (learned.kind === "refused") return refuse([`${path}: ${learned.reason}`], streams);
  writeClusters(out, learned.model, customers);
  showClusters(learned, definition.value, streams);
  streams.out(`\nWrote ${paths.assigned} and ${paths.model}\n`);
  return rejects.count === 0 ? 0 : 1;
}

/** Reads the customers to compare from a file of customers or of events. @returns undefined where it was refused */
async function readWhom(
  path: string,
  definition: Clusters,
  { customers, events, ...more }: ClusterOptions,
  rejects: RejectsFile,
  streams: Streams,
): Promise<(ReadCustomers & { readonly unusable?: Tally }) | undefined> {
  if (events !== undefined) {
    return playCustomers(
      path,
      definition,
      { ...more, events, ...(customers && { customers }) },
      streams,
    );
  }
  const { features } = definition;
  const asked = features.find((feature) => typeof feature === "object" && "computed" in feature);
  if (asked !== undefined) {
    const feature = JSON.stringify(asked);
    refuse([`${path}: ${feature} is computed of events: add --events`], streams);
    return undefined;
  }
  if (customers !== undefined) return readCustomers(customers, features, rejects);
  refuse(["Whom? Write --customers, or --events"], streams);
  return undefined;
}

function refuse(problems: readonly string[], { error }: Streams): number {
  for (const problem of problems) error(`${problem}\n`);
  return 1;
}
