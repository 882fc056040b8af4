import type { CustomerChange } from "../../src/core/ports.ts";
import type { Doubles } from "./world.ts";

/** Two customers are joined by a store that makes something else of it. */
function joinBy(
  change: (changes: readonly CustomerChange[]) => readonly CustomerChange[],
): Doubles {
  return {
    ports: (ports) => ({
      ...ports,
      customers: {
        ...ports.customers,
        commitAll: (changes) => ports.customers.commitAll(change(changes)),
      },
    }),
  };
}

/** The visitor's item stays what it was: both have what the visitor did. */
export const joinsHalf: Doubles = {
  ports: (ports) => ({
    ...ports,
    customers: {
      ...ports.customers,
      async commitAll([known]) {
        if (known === undefined) return false;
        return ports.customers.commit(known.before, known.after);
      },
    },
  }),
};

/** Caps count only what the known customer was sent. */
export const losesPlaces = joinBy((changes) =>
  changes.map((one, place) => {
    const { ledger } = one.before;
    return place === 0 ? { ...one, after: { ...one.after, ledger } } : one;
  }),
);

/** What goes on with the known customer goes on under the visitor's key, too. */
export const keepsRuns = joinBy((changes) =>
  changes.map((one, place) => {
    const { enrollments } = one.before;
    return place === 0 ? one : { ...one, after: { ...one.after, enrollments } };
  }),
);
