import type { Customers } from "../core/ports.ts";

type Needs = Pick<Customers, "find" | "commit" | "commitAll">;

/**
 * The customers as who they are now: whoever was joined into another is found as that one. One read
 * more, of a stub; never two, since nobody is joined into a stub, nor one that others are joined into.
 */
export function followJoins(customers: Needs): Needs {
  return {
    async find(key) {
      const found = await customers.find(key);
      if (found?.joinedInto === undefined) return found;
      return customers.find(found.joinedInto.key);
    },
    commit: (before, after) => customers.commit(before, after),
    commitAll: (changes) => customers.commitAll(changes),
  };
}
