/** How often each thing was said, and where first. */
export interface Tally {
  add(what: string, where: string): void;
  /** Most frequent first. */
  list(): readonly Counted[];
}

export interface Counted {
  readonly what: string;
  readonly count: number;
  readonly first: string;
}

export function createTally(): Tally {
  const counts = new Map<string, { count: number; first: string }>();
  return {
    add(what, where) {
      const known = counts.get(what);
      if (known === undefined) counts.set(what, { count: 1, first: where });
      else known.count += 1;
    },
    list() {
      const all = [...counts].map(([what, counted]) => ({ what, ...counted }));
      return all.toSorted((a, b) => b.count - a.count);
    },
  };
}
