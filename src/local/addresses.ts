import {
  type AddressMarks,
  type AddressName,
  addressKey,
  mergeMarks,
  noMarks,
} from "../core/customers/address-marks.ts";
import type { Addresses } from "../core/ports.ts";

export interface LocalAddresses extends Addresses {
  /** As {@link marksOf}, at once. */
  peek(address: AddressName): AddressMarks;
}

/** The marks of addresses in memory; the secret of their names is none. */
export function createLocalAddresses(): LocalAddresses {
  const rows = new Map<string, AddressMarks>();
  const nameOf = (address: AddressName) => addressKey("local", address);
  const peek = (address: AddressName) => rows.get(nameOf(address)) ?? noMarks;
  return {
    peek,
    marksOf: async (address) => peek(address),
    async note(address, news) {
      const merged = mergeMarks(peek(address), news);
      rows.set(nameOf(address), merged);
      return merged;
    },
  };
}
