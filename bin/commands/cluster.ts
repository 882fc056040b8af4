import type { Command } from "commander";
import {
  clusterPaths,
  readClusters,
  readModel,
  writeClusters,
} from "../../src/local/models/cluster-files.ts";
import { readCustomers } from "../../src/local/models/read-customers.ts";
import { createRejectsFile } from "../../src/local/replay/rejects-file.ts";
import { readFilePath } from "./read-argument.ts";
import { showClusters, tellLeftOut } from "./show-clusters.ts";
import type { Streams } from "./streams.ts";

interface ClusterOptions {
  readonly customers: string;
  readonly before?: string;
  readonly out: string;
}

export function addClusterCommand(program: Command, streams: Streams): void {
  program
    .command("cluster")
    .description("find groups of customers who are alike, by k-means over their attributes")
    .argument("<definition>", "such as attributes/buyers.json, of kind clusters", readFilePath)
    .requiredOption("--customers <file>", "JSON Lines of {id, attributes …}", readFilePath)
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

Examples:
  $ sojourn cluster attributes/buyers.json --customers customers.jsonl
  $ sojourn cluster attributes/buyers.json --customers customers.jsonl --out monday --before sunday/buyers.model.json`;

async function cluster(
  path: string,
  { customers: file, before: named, out }: ClusterOptions,
  streams: Streams,
): Promise<number> {
  const definition = readClusters(path);
  if (definition.kind === "refused") return refuse(definition.problems, streams);
  const { name, features } = definition.value;
  const asked = features.find((feature) => typeof feature === "object" && "computed" in feature);
  if (asked !== undefined) {
    const feature = JSON.stringify(asked);
    return refuse(
      [`${path}: ${feature} is computed of events, which a file of customers lacks`],
      streams,
    );
  }
  const paths = clusterPaths(out, name);
  const before = readModel(named ?? paths.model, name);
  if (before?.kind === "refused") return refuse(before.problems, streams);

  // Loaded here: the k-means library takes longer to load than most commands to run.
  const { learnClusters } = await import("../../src/core/models/learn-clusters.ts");
  const rejects = createRejectsFile(paths.rejects);
  const { customers, refused } = await readCustomers(file, features, rejects);
  rejects.close();
  const values = customers.map((one) => one.values);
  const learned = learnClusters(definition.value, values, before?.value);
  tellLeftOut(refused, rejects, streams);
  if (learned.kind === "refused") return refuse([`${path}: ${learned.reason}`], streams);
  writeClusters(out, learned.model, customers);
  showClusters(learned, definition.value, streams);
  streams.out(`\nWrote ${paths.assigned} and ${paths.model}\n`);
  return rejects.count === 0 ? 0 : 1;
}

function refuse(problems: readonly string[], { error }: Streams): number {
  for (const problem of problems) error(`${problem}\n`);
  return 1;
}
