import type { FunctionRequest } from "../../test/rehearsal/stage/requests.ts";
import { assumptions } from "../cost/assumptions.ts";
import { readPrices } from "../cost/prices.ts";
import { type Item, itemBytes, readUnits } from "../dynamodb-units.ts";
import { formatNumber, formatUsd } from "../part.ts";

/** What environments of functions read for themselves while a million customers enter. */
export interface EnvironmentCost {
  readonly usd: number;
  readonly lines: readonly string[];
}

/**
 * Prices the reads that no customer causes: the manifest of the definitions and the pause flags every
 * 30 s, the definitions and the keys once.
 */
export function priceEnvironments(
  requests: readonly FunctionRequest[],
  customers: number,
): EnvironmentCost {
  const { environments, launchSeconds, freshSeconds } = assumptions;
  const prices = readPrices();
  const again = largestOf(requests.filter(({ action }) => action === "GetItem"));
  const once = largestOf(requests.filter(({ action }) => action === "BatchGetItem"));
  const units = environments * ((again * launchSeconds) / freshSeconds + once);
  const secrets = new Set(
    requests
      .filter(({ action }) => action === "GetSecretValue")
      .map(({ body }) => body["SecretId"]),
  ).size;
  const usd = units * prices.readUnit + environments * secrets * prices.secretRequest;
  const counted = Object.entries(Object.groupBy(requests, whatOf)).map(
    ([what, list = []]) => `${list.length} × ${what}`,
  );
  return {
    usd,
    lines: [
      `  besides, by environments of functions for themselves, for ${customers} customers here: ${counted.join(", ")}`,
      `    ${environments} environments for the ${formatNumber(launchSeconds)} s in which a million enter, ${formatNumber(again)} RRU every ${freshSeconds} s, ${formatNumber(once)} RRU and ${secrets} secrets once: ${formatUsd(usd)}, in no line above`,
    ],
  };
}

/** Units of all that is read, each thing once; of what is read now and then, its largest. */
function largestOf(requests: readonly FunctionRequest[]): number {
  const largest = new Map<string, number>();
  for (const request of requests) {
    const what = whatOf(request);
    largest.set(what, Math.max(largest.get(what) ?? 0, unitsOf(request.read ?? [])));
  }
  return [...largest.values()].reduce((sum, units) => sum + units, 0);
}

/** Every item of a batch is rounded up by itself; of nothing, a read costs the least. */
function unitsOf(read: readonly Item[]): number {
  if (read.length === 0) return readUnits(0, "strong");
  return read.reduce((sum, item) => sum + readUnits(itemBytes(item), "strong"), 0);
}

function whatOf({ action, body }: FunctionRequest): string {
  const { Key } = body as { readonly Key?: { readonly kind?: { readonly S?: string } } };
  return action === "GetItem" ? `GetItem ${Key?.kind?.S}` : action;
}
