import { dirname } from "node:path";
import type { Clusters } from "../../src/core/models/clusters.ts";
import { attributeOf } from "../../src/core/models/feature-words.ts";
import { readProfiling } from "../../src/core/models/profiling.ts";
import { readFeature } from "../../src/core/models/read-features.ts";
import { createTally, type Tally } from "../../src/local/imports/tally.ts";
import type { ReadCustomers } from "../../src/local/models/read-customers.ts";
import { openFiles } from "../segments/open-files.ts";
import { type Population, subjectOf } from "../segments/population.ts";
import type { Streams } from "./streams.ts";

export interface ClusterEventsOptions {
  readonly customers?: string;
  readonly events: readonly string[];
  /** The folder of the computed attributes. @default the one that the definition's folder lies in */
  readonly definitions?: string;
  readonly at?: string;
}

/** Customers as their events have made them, and who can't be compared, by why not. */
export type PlayedCustomers = ReadCustomers & { readonly unusable: Tally };

/**
 * Plays events through the definitions of a folder, and reads the features of each customer,
 * computed ones included.
 * @param path the definition of the clusters
 * @returns undefined where something stands against it; it has been said
 */
export async function playCustomers(
  path: string,
  { features }: Clusters,
  options: ClusterEventsOptions,
  streams: Streams,
): Promise<PlayedCustomers | undefined> {
  const definitions = options.definitions ?? dirname(dirname(path));
  const wanted = { names: [], drafts: new Map() };
  const population = await openFiles({ ...options, definitions }, wanted, streams);
  if (population === undefined) return undefined;
  try {
    return await readPlayed(population, features, streams);
  } finally {
    population.close();
  }
}

async function readPlayed(
  population: Population,
  features: Clusters["features"],
  { error }: Streams,
): Promise<PlayedCustomers | undefined> {
  const { computed } = population.definitions;
  const asked = features.flatMap((one) =>
    typeof one === "object" && "computed" in one ? [one.computed] : [],
  );
  const unknown = asked.filter((name) => !computed.has(name));
  for (const name of unknown) error(`${population.name}: no computed attribute "${name}"\n`);
  if (unknown.length > 0) return undefined;
  const customers: { id: string; values: number[] }[] = [];
  const unusable = createTally();
  let refused = 0;
  await population.each((customer) => {
    if (readProfiling(customer) !== "allowed") {
      refused += 1;
      return;
    }
    const subject = subjectOf(population, customer);
    const read = features.map((feature) => {
      const name = attributeOf(feature);
      const isComputed = typeof feature === "object" && "computed" in feature;
      const found = isComputed ? computed.get(name)?.value(subject) : customer.attributes[name];
      return readFeature(feature, found);
    });
    const values = read.filter((value) => typeof value === "number");
    const reason = read.find((value) => typeof value === "string");
    if (reason === undefined) customers.push({ id: customer.id, values });
    else unusable.add(reason, customer.id);
  });
  // In whatever order files are read, the same customers give the same clusters.
  customers.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { customers, refused, unusable };
}
