import { type Instant, MINUTE } from "../time/instant.ts";

/** What a person, or an unpause, may ask for beside the schedule. */
export type SweepAsk = "overdue" | "evaluate";

/** What a stretch of a sweep did. */
export interface SweepTotals {
  /** Customers that were looked at. */
  readonly seen: number;
  /** Overdue waits and consequences that were carried out. */
  readonly carriedOut: number;
  /** Customers that the evaluation changed. */
  readonly changed: number;
  /** Customers that others changed all the time: left to the next pass. */
  readonly busy: number;
  /** Customers that were set aside: no retry can mend them. Absent before 0.3. */
  readonly setAside?: number;
}

/** Where a slice of a pass stands. */
export interface SliceProgress extends SweepTotals {
  /** Where its next page begins; absent at the start and at the end. */
  readonly cursor?: string | undefined;
  readonly done: boolean;
  /** By segment: members among those who were looked at. */
  readonly members: Readonly<Record<string, number>>;
}

/** One pass over all customers. */
export interface SweepPass {
  /** Name of the execution that began it. Stays when another goes on with it, or begins anew. */
  readonly run: string;
  /** Name of the execution that is at it now. */
  readonly holder: string;
  /** Whether definitions are evaluated; if not, it only looks for what is overdue. */
  readonly evaluate: boolean;
  readonly began: Instant;
  /** Nobody else may take it before; whoever is at work on it moves that on. */
  readonly until: Instant;
  /** How often another went on with it. */
  readonly resumed: number;
  /** For all slices together. */
  readonly readUnitsPerSecond: number;
  readonly slices: readonly SliceProgress[];
}

/** A pass that is over. */
export interface SweepSummary extends SweepTotals {
  readonly run: string;
  /** The token with which the pass was ended. */
  readonly token: number;
  readonly evaluate: boolean;
  readonly began: Instant;
  readonly ended: Instant;
}

/** The one item that keeps two sweeps from going at once, and a pass from beginning anew. */
export interface SweepLease {
  /** Rises whenever the lease changes hands: what an earlier holder writes is refused. 0: never held. */
  readonly token: number;
  readonly pass?: SweepPass;
  readonly last?: SweepSummary;
  /** When the last pass began, and the last that evaluated. */
  readonly looked?: Instant;
  readonly evaluated?: Instant;
  /** The meaning of definitions that the last one evaluated by; absent before 0.3. */
  readonly meaning?: number;
}

export const neverSwept: SweepLease = { token: 0 };

/**
 * A stretch that broke off is tried again after 5 min of its function and at most 5 min of rest, and
 * renews the lease as it begins: no holder that lives is silent for longer than 10 min.
 */
export const leaseFor = 15 * MINUTE;

/**
 * So often is a pass gone on with that broke off. Where one customer breaks it each time, the others
 * wait no longer than that for the next pass.
 */
export const mostResumed = 3;

/**
 * The lease is one item of 400 KB at most, and counts the members of every segment in every slice:
 * up to 70 bytes each, of which the name has 64. So 280 KB.
 */
const mostCounts = 4_000;

/** As many slices as are wanted, or as the lease has room for. */
export function slicesOf(wanted: number, segments: number): SliceProgress[] {
  const room = Math.max(1, Math.floor(mostCounts / Math.max(1, segments)));
  return Array.from({ length: Math.min(wanted, room) }, () => notBegun);
}

export const noTotals: SweepTotals = { seen: 0, carriedOut: 0, changed: 0, busy: 0 };
export const notBegun: SliceProgress = { ...noTotals, done: false, members: {} };

export function addTotals(one: SweepTotals, other: SweepTotals): SweepTotals {
  const setAside = (one.setAside ?? 0) + (other.setAside ?? 0);
  return {
    seen: one.seen + other.seen,
    carriedOut: one.carriedOut + other.carriedOut,
    changed: one.changed + other.changed,
    busy: one.busy + other.busy,
    ...(setAside > 0 && { setAside }),
  };
}

/** What a pass came to, over all its slices. */
export function summarize({ token }: SweepLease, pass: SweepPass, ended: Instant): SweepSummary {
  const { run, evaluate, began, slices } = pass;
  return { run, token, evaluate, began, ended, ...slices.reduce(addTotals, noTotals) };
}

/** Members of each segment over all slices. */
export function membersOf({ slices }: SweepPass): Record<string, number> {
  const members = new Map<string, number>();
  for (const slice of slices) {
    for (const [segment, count] of Object.entries(slice.members)) {
      members.set(segment, (members.get(segment) ?? 0) + count);
    }
  }
  return Object.fromEntries(members);
}
