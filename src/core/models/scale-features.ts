import type { Point } from "./point.ts";

/** What is usual of a feature among the customers that were looked at, in its own unit. */
export interface Usual {
  readonly mean: number;
  /** Population standard deviation; exactly 0 where all are the same. */
  readonly spread: number;
}

export type Scaling = "z-score" | "none";

/** The usual of every feature. Rows in another order may differ in the last bit: sort them first. */
export function measureUsual(rows: readonly Point[]): Usual[] {
  return (rows[0] ?? []).map((first, feature) => {
    let sum = 0;
    let same = true;
    for (const row of rows) {
      const value = row[feature] ?? 0;
      sum += value;
      same &&= value === first;
    }
    // Told by comparing: a mean of equal values may miss them by a rounding.
    if (same) return { mean: first, spread: 0 };
    const mean = sum / rows.length;
    let squares = 0;
    for (const row of rows) squares += ((row[feature] ?? 0) - mean) ** 2;
    return { mean, spread: Math.sqrt(squares / rows.length) };
  });
}

/**
 * How far a value is from the usual, in spreads. A feature that was the same for all tells nobody
 * apart, so it is 0 for everybody, also for a later customer who differs.
 */
export function spreadsAway(value: number, { mean, spread }: Usual): number {
  return spread === 0 ? 0 : (value - mean) / spread;
}

/** The point at which distances are taken. */
export function scalePoint(values: Point, usual: readonly Usual[], scaling: Scaling): number[] {
  if (scaling === "none") return [...values];
  return values.map((value, i) => spreadsAway(value, usual[i] ?? { mean: 0, spread: 0 }));
}

/** Back to the features' own units. A feature that was the same for all gets that value. */
export function unscalePoint(point: Point, usual: readonly Usual[], scaling: Scaling): number[] {
  if (scaling === "none") return [...point];
  return point.map((value, i) => {
    const { mean = 0, spread = 0 } = usual[i] ?? {};
    return mean + value * spread;
  });
}
