import type { Customer, CustomerKey } from "../core/customers/customer.ts";
import type { CustomerChange, Customers } from "../core/ports.ts";

export interface LocalCustomers extends Customers {
  readonly size: number;
  all(): IterableIterator<Customer>;
  /** As {@link find}, at once. */
  peek(key: CustomerKey): Customer | undefined;
  /** Every zone that a customer has been in so far. */
  readonly zones: ReadonlySet<string>;
  /** The customers that changed since the last call, as they are now. */
  takeChanged(): Customer[];
}

/** How many customers a page of a sweep holds. */
const pageSize = 100;

/** The customer items in memory: immutable values, so a map of them is all it takes. */
export function createLocalCustomers(): LocalCustomers {
  const items = new Map<CustomerKey, Customer>();
  // In order of arrival: a page of a sweep must not cost a walk over all customers.
  const keys: CustomerKey[] = [];
  const zones = new Set<string>();
  const changed = new Set<CustomerKey>();
  const commitAll = (changes: readonly CustomerChange[]): boolean => {
    if (changes.some(({ before }) => (items.get(before.key)?.rev ?? 0) !== before.rev))
      return false;
    for (const { before, after } of changes) {
      if (!items.has(before.key)) keys.push(before.key);
      items.set(before.key, { ...after, rev: before.rev + 1 });
      changed.add(before.key);
      if (after.zone !== undefined) zones.add(after.zone);
    }
    return true;
  };
  return {
    find: async (key) => items.get(key),
    commit: async (before, after) => commitAll([{ before, after }]),
    commitAll: async (changes) => commitAll(changes),
    // Every n-th, so that a customer stays in one slice while others are added, as in a Scan's segment.
    async page({ slice, slices, cursor }) {
      const customers: Customer[] = [];
      let next = cursor === undefined ? slice : Number(cursor);
      for (; next < keys.length && customers.length < pageSize; next += slices) {
        const customer = items.get(keys[next] ?? "");
        if (customer !== undefined) customers.push(customer);
      }
      return { customers, readUnits: 0, ...(next < keys.length && { cursor: String(next) }) };
    },
    get size() {
      return items.size;
    },
    all: () => items.values(),
    peek: (key) => items.get(key),
    zones,
    takeChanged() {
      const taken = [...changed].flatMap((key) => items.get(key) ?? []);
      changed.clear();
      return taken;
    },
  };
}
