/**
 * Where an upload lies in its bucket. Parts are numbered from 1; what came of a part stands beside
 * it, and is what tells that the part was taken in.
 */
export function importPaths(id: string) {
  return {
    /** What was uploaded, and by which execution it is taken in. */
    manifest: `imports/${id}/manifest.json`,
    /** The sum of what came of all parts. */
    summary: `imports/${id}/outcomes/summary.json`,
    part: (part: number) => `imports/${id}/parts/${part}.jsonl`,
    outcome: (part: number) => `imports/${id}/outcomes/${part}.json`,
  };
}

/** What came of one part. */
export interface PartOutcome {
  readonly lines: number;
  /** Different customers. */
  readonly customers: number;
  /** Past events taken in now. */
  readonly events: number;
  /** Past events that had been taken in before. */
  readonly known: number;
  /** Parts of lines that could not be read, such as a bad address; the lines count. Absent: none. */
  readonly leftOut?: number;
  /** Customers that were set aside; their lines are among the rejects. Absent: none. */
  readonly setAside?: number;
  readonly rejects: readonly { readonly line: number; readonly reason: string }[];
}
