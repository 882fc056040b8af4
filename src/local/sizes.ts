import type { SegmentSizes, Sizes } from "../core/ports.ts";

/** Sizes of segments by day, in memory. */
export function createLocalSizes(): Sizes {
  const days = new Map<string, SegmentSizes>();
  return {
    async record(sizes) {
      days.set(sizes.day, sizes);
    },
    async between(first, last) {
      const within = [...days.values()].filter(({ day }) => day >= first && day <= last);
      return within.toSorted((one, other) => (one.day < other.day ? -1 : 1));
    },
  };
}
