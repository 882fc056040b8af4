import type { Customer, CustomerKey } from "../core/customers/customer.ts";
import type { Customers } from "../core/ports.ts";

export interface LocalCustomers extends Customers {
  readonly size: number;
  all(): IterableIterator<Customer>;
  /** As {@link find}, at once. */
  peek(key: CustomerKey): Customer | undefined;
}

/** How many customers a page of a sweep holds. */
const pageSize = 100;

/** The customer items in memory: immutable values, so a map of them is all it takes. */
export function createLocalCustomers(): LocalCustomers {
  const items = new Map<CustomerKey, Customer>();
  // In order of arrival: a page of a sweep must not cost a walk over all customers.
  const keys: CustomerKey[] = [];
  return {
    find: async (key) => items.get(key),
    async commit(before, after) {
      const known = items.get(before.key);
      if ((known?.rev ?? 0) !== before.rev) return false;
      if (known === undefined) keys.push(before.key);
      items.set(before.key, { ...after, rev: before.rev + 1 });
      return true;
    },
    async page({ slice, slices, cursor }) {
      const end = Math.floor((keys.length * (slice + 1)) / slices);
      const from =
        cursor === undefined ? Math.floor((keys.length * slice) / slices) : Number(cursor);
      const to = Math.min(from + pageSize, end);
      const customers = keys.slice(from, to).flatMap((key) => items.get(key) ?? []);
      return to < end ? { customers, cursor: String(to) } : { customers };
    },
    get size() {
      return items.size;
    },
    all: () => items.values(),
    peek: (key) => items.get(key),
  };
}
