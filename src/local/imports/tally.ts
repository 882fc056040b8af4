/** How often each thing was said, and where first. */
export interface Tally {
  add(what: string, where: string): void;
  /** Most frequent first. */
  list(): readonly Counted[];
}

export interface Counted {
  readonly what: string;
  readonly count: number;
  /** Where it was said: the first {@link mostPlaces}. */
  readonly places: readonly string[];
}

/** Places that are kept of each thing: enough to see what they have in common. */
const mostPlaces = 5;

export function createTally(): Tally {
  const counts = new Map<string, { count: number; places: string[] }>();
  return {
    add(what, where) {
      const known = counts.get(what);
      if (known === undefined) {
        counts.set(what, { count: 1, places: [where] });
        return;
      }
      known.count += 1;
      if (known.places.length < mostPlaces) known.places.push(where);
    },
    list() {
      const all = [...counts].map(([what, counted]) => ({ what, ...counted }));
      return all.toSorted((a, b) => b.count - a.count);
    },
  };
}
