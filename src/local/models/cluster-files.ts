import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { checkClusters } from "../../core/models/check-clusters.ts";
import { type ClusterModel, clusterModel } from "../../core/models/cluster-model.ts";
import { type Clusters, clusters } from "../../core/models/clusters.ts";
import { compileModel } from "../../core/models/compile-model.ts";
import { describeProblem } from "../../core/publishing/problem.ts";
import { readJson } from "../../core/publishing/read-json.ts";
import { decodeUtf8, type FileText } from "../../core/text/decode-utf8.ts";
import type { ReadCustomer } from "./read-customers.ts";

export type FileRead<T> =
  | { readonly kind: "read"; readonly value: T }
  /** What is wrong, a line each. */
  | { readonly kind: "refused"; readonly problems: readonly string[] };

export function readClusters(path: string): FileRead<Clusters> {
  const read = told(readJson(path, decodeUtf8(readFileSync(path)), clusters, checkClusters));
  if (read.kind === "refused" || basename(path) === `${read.value.name}.json`) return read;
  const { name } = read.value;
  return { kind: "refused", problems: [`${path} · name: "${name}" belongs into ${name}.json`] };
}

/** Undefined without a file: nothing was learned before. */
export function readModel(path: string, name: string): FileRead<ClusterModel> | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const read = told(readJson(path, text, clusterModel, () => []));
  if (read.kind === "refused" || read.value.name === name) return read;
  const other = `is of "${read.value.name}", not of "${name}"`;
  return { kind: "refused", problems: [`${path} · name: ${other}`] };
}

function told<T>(read: ReturnType<typeof readJson<T>>): FileRead<T> {
  if (read.value !== undefined) return { kind: "read", value: read.value };
  return { kind: "refused", problems: read.problems.map(describeProblem) };
}

function readIfThere(path: string): FileText | undefined {
  try {
    return decodeUtf8(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Where a run's files are, by the definition's name. */
export function clusterPaths(folder: string, name: string) {
  return {
    model: join(folder, `${name}.model.json`),
    assigned: join(folder, `${name}.jsonl`),
    rejects: join(folder, `${name}.rejects.jsonl`),
  };
}

/** The assignment first: a run that breaks off between the two leaves the model before in place. */
export function writeClusters(
  folder: string,
  model: ClusterModel,
  customers: readonly ReadCustomer[],
): void {
  mkdirSync(folder, { recursive: true });
  const paths = clusterPaths(folder, model.name);
  const assign = compileModel(model);
  const lines = customers.map(({ id, values }) => {
    const { cluster, distance } = assign(values);
    const { id: own, name } = cluster;
    return `${JSON.stringify({ customer: id, cluster: own, name, distance: round(distance) })}\n`;
  });
  writeFileSync(paths.assigned, lines.join(""));
  writeFileSync(paths.model, `${JSON.stringify(model, null, 2)}\n`);
}

/** To be read by people; the model keeps every digit. */
function round(distance: number): number {
  return Number(distance.toPrecision(6));
}
