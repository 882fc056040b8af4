import type { Customer } from "../customers/customer.ts";
import { hashShare } from "../hash.ts";

/** A few of many, fairly chosen and the same each time, in whatever order they come. */
export interface Sample {
  take(customer: Customer): void;
  /** In the order of their lots. */
  list(): readonly Customer[];
}

/**
 * Every customer has a lot, a hash of the seed and the key; the lowest are chosen.
 * @param seed another one chooses others
 */
export function createSample(count: number, seed: string): Sample {
  let chosen: { readonly lot: number; readonly customer: Customer }[] = [];
  return {
    take(customer) {
      const lot = hashShare("sample", seed, customer.key);
      const last = chosen[count - 1];
      if (last !== undefined && lot >= last.lot) return;
      chosen = [...chosen, { lot, customer }].sort((a, b) => a.lot - b.lot).slice(0, count);
    },
    list: () => chosen.map(({ customer }) => customer),
  };
}
