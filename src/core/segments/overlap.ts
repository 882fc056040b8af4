/** How many are in each of some segments, in each two of them, and in all. */
export interface Overlap {
  /** @param inside whether the customer is in each, in the order of the segments */
  take(inside: readonly boolean[]): void;
  readonly customers: number;
  size(of: number): number;
  /** In both. */
  both(one: number, other: number): number;
  readonly all: number;
  readonly none: number;
}

export function createOverlap(segments: number): Overlap {
  const pairs = Array.from({ length: segments * segments }, () => 0);
  const done = { customers: 0, all: 0, none: 0 };
  const both = (one: number, other: number) => pairs[one * segments + other] ?? 0;
  return {
    take(inside) {
      done.customers += 1;
      if (inside.every(Boolean)) done.all += 1;
      if (!inside.some(Boolean)) done.none += 1;
      for (let one = 0; one < segments; one++) {
        if (!inside[one]) continue;
        for (let other = 0; other < segments; other++) {
          if (inside[other]) pairs[one * segments + other] = both(one, other) + 1;
        }
      }
    },
    get customers() {
      return done.customers;
    },
    size: (of) => both(of, of),
    both,
    get all() {
      return done.all;
    },
    get none() {
      return done.none;
    },
  };
}
