import type { SetAsides } from "../core/ports.ts";
import { nameOfAside, type SetAside } from "../core/set-aside/set-aside.ts";

export interface LocalSetAsides extends SetAsides {
  list(): SetAside[];
}

/** Customers that passes set aside, in memory. */
export function createLocalSetAsides(): LocalSetAsides {
  const asides = new Map<string, SetAside>();
  const nameOf = (aside: SetAside) => `${aside.customer}-${nameOfAside(aside)}`;
  return {
    put: async (aside) => void asides.set(nameOf(aside), aside),
    list: () => [...asides.values()],
    remove: async (aside) => void asides.delete(nameOf(aside)),
  };
}
