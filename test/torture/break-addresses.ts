import type { Customer } from "../../src/core/customers/customer.ts";
import type { Doubles } from "./world.ts";

/** Customers are committed with other addresses than the code had found. */
function keepBy(change: (before: Customer, after: Customer) => Customer["addresses"]): Doubles {
  return {
    ports: (ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        commit(before, after) {
          const addresses = change(before, after);
          return ports.customers.commit(before, { ...after, addresses });
        },
      },
    }),
  };
}

/** A new list takes no other's place: what was an address stays one. */
export const replacesNothing = keepBy((before, after) => {
  const kept = before.addresses.email ?? [];
  const fresh = after.addresses.email ?? [];
  const known = new Set(fresh.map(({ to }) => to.toLowerCase()));
  const email = [...fresh, ...kept.filter(({ to }) => !known.has(to.toLowerCase()))];
  return email.length === 0 ? after.addresses : { ...after.addresses, email };
});

/** What an event adds is let go of. */
export const learnsNoAddresses = keepBy((before) => before.addresses);
