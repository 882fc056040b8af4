import type { Definitions } from "../../src/core/definitions/definitions.ts";
import { SECOND } from "../../src/core/time/instant.ts";
import type { Facts } from "./facts.ts";
import type { Random } from "./random.ts";
import type { Around } from "./wrap-ports.ts";

/** Every function keeps what it read for so long (DESIGN §7): a publish reaches them one by one. */
const freshFor = 30 * SECOND;

/** After a publish, half of those who ask are still told what was live before. */
export function createStaleCatalog(random: Random, facts: Facts, now: () => number): Around {
  const compiled = new Map<number, Definitions>();
  return async ({ port, method }, go) => {
    const result = await go();
    if (port !== "catalog" || method !== "definitions") return result;
    const fresh = result as Definitions;
    compiled.set(fresh.rev, fresh);
    const before = compiled.get(fresh.rev - 1);
    const published = facts.published.get(fresh.rev) ?? Number.NEGATIVE_INFINITY;
    if (before === undefined || now() - published > freshFor || random.chance(0.5)) return fresh;
    return before;
  };
}
