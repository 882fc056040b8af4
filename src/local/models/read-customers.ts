import * as z from "zod";
import type { ClusterFeature } from "../../core/models/clusters.ts";
import type { Point } from "../../core/models/point.ts";
import { readProfiling } from "../../core/models/profiling.ts";
import { readFeatures } from "../../core/models/read-features.ts";
import { exactValueOf } from "../../core/read-exact-json.ts";
import { type Line, readLines } from "../replay/read-lines.ts";
import type { RejectsFile } from "../replay/rejects-file.ts";

/** A customer whose features can be compared. */
export interface ReadCustomer {
  readonly id: string;
  readonly values: Point;
}

export interface ReadCustomers {
  readonly customers: readonly ReadCustomer[];
  /** Customers who refuse profiling, on any of their lines: only counted. */
  readonly refused: number;
}

const id = z.union(
  [
    z
      .string()
      .min(1)
      .max(256)
      .refine((said) => said.isWellFormed()),
    z.number().int().transform(String),
  ],
  "write a text of 1 to 256 characters, or a whole number below 2^53",
);
const customer = z.object({
  id,
  attributes: z.record(z.string(), z.unknown(), "write an object").optional(),
  profiling: z.unknown().optional(),
});

/**
 * Reads JSON Lines of customers for what is computed of them. A line that can't be used goes to
 * the rejects with its number and reason; the rest goes on.
 */
export async function readCustomers(
  path: string,
  features: readonly ClusterFeature[],
  rejects: RejectsFile,
): Promise<ReadCustomers> {
  const customers = new Map<string, ReadCustomer & { readonly line: number }>();
  const refused = new Set<string>();
  for await (const batch of readLines(path)) {
    for (const line of batch) {
      const taken = takeLine(line, features);
      const first = taken.kind === "customer" ? customers.get(taken.id) : undefined;
      if (taken.kind === "refused") refused.add(taken.id);
      else if (taken.kind === "unusable") reject(line, taken.reason);
      else if (first !== undefined) reject(line, `"${taken.id}" stands on line ${first.line}, too`);
      else customers.set(taken.id, { ...taken, line: line.number });
    }
  }
  function reject({ number, text }: Line, reason: string): void {
    rejects.add({ file: path, line: number, reason, text });
  }
  for (const one of refused) customers.delete(one);
  return { customers: [...customers.values()], refused: refused.size };
}

type Taken =
  | ({ readonly kind: "customer" } & ReadCustomer)
  | { readonly kind: "refused"; readonly id: string }
  | { readonly kind: "unusable"; readonly reason: string };

function takeLine({ text, cut }: Line, features: readonly ClusterFeature[]): Taken {
  if (cut) return { kind: "unusable", reason: "the line is longer than 1 MB" };
  const json = parseObject(text);
  if (json === undefined) return { kind: "unusable", reason: "not a JSON object" };
  const parsed = customer.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: "unusable", reason: `${issue?.path.join(".")}: ${issue?.message}` };
  }
  const { id: who, attributes = {} } = parsed.data;
  switch (readProfiling(parsed.data)) {
    case "refused":
      return { kind: "refused", id: who };
    case "unclear":
      return { kind: "unusable", reason: 'profiling: write "refused" or "allowed"' };
    case "allowed": {
      const read = readFeatures(features, attributes);
      return read.kind === "read" ? { kind: "customer", id: who, values: read.values } : read;
    }
  }
}

function parseObject(text: string): object | undefined {
  const value = exactValueOf(text);
  return typeof value === "object" && value !== null ? value : undefined;
}
