import type { Ports } from "../core/ports.ts";
import { assertFew } from "../core/set-aside/set-aside.ts";
import { restAfter } from "../core/sweep/rest-after.ts";
import {
  addTotals,
  leaseFor,
  noTotals,
  type SliceProgress,
  type SweepTotals,
} from "../core/sweep/sweep-lease.ts";
import { SECOND } from "../core/time/instant.ts";
import {
  createSweepCustomers,
  type SweepCustomersPorts,
  type SweptPage,
} from "./sweep-customers.ts";

export interface SweepSlice {
  /** Token of the lease under which the slice is swept. */
  readonly token: number;
  readonly slice: number;
}

export interface SweptSlice extends SweepSlice {
  /** False at the end of the slice, and where another sweep has taken the lease. */
  readonly more: boolean;
  readonly seen: number;
  readonly carriedOut: number;
}

export type SweepSlicePorts = SweepCustomersPorts & Pick<Ports, "rest" | "sweepLeases">;

/**
 * Where the slice stands is noted so often: what breaks off is repeated from there, which does no
 * harm. After each page it would cost as much as reading the page.
 */
const noteEvery = 20 * SECOND;

/**
 * Sweeps page after page of a slice, from where the lease says it stands. Keeps to the read rate of
 * the pass, and stops as soon as it finds that another holds the lease.
 * @throws TooManySetAside before the page is noted whose customers were too many to set aside
 */
export function createSweepSlice(ports: SweepSlicePorts) {
  const { clock, rest, sweepLeases } = ports;
  const sweepCustomers = createSweepCustomers(ports);

  /** @param hasTime whether one more page may be begun */
  return async function sweepSlice(
    { token, slice }: SweepSlice,
    hasTime: () => boolean,
  ): Promise<SweptSlice> {
    const lease = await sweepLeases.read();
    const stood = lease.pass?.slices[slice];
    if (lease.token !== token || lease.pass === undefined || stood === undefined || stood.done) {
      return { token, slice, more: false, seen: 0, carriedOut: 0 };
    }
    const { run, evaluate, slices, readUnitsPerSecond } = lease.pass;
    const where = { slice, slices: slices.length, run, evaluate };
    const note = (progress: SliceProgress) =>
      sweepLeases.note(token, slice, progress, clock.now() + leaseFor);

    // As far as the other slices were when this stretch began.
    const others = lease.pass.slices
      .filter((one) => one !== stood)
      .reduce<SweepTotals>(addTotals, noTotals);

    let progress = stood;
    let holds = await note(progress);
    let noted = clock.now();
    while (holds && !progress.done) {
      const began = clock.now();
      const page = await sweepCustomers({ ...where, cursor: progress.cursor });
      progress = addPage(progress, page);
      const { setAside = 0, seen } = addTotals(others, progress);
      assertFew(setAside, seen);
      const perSecond = readUnitsPerSecond / slices.length;
      const pause = progress.done ? 0 : restAfter(page.readUnits, perSecond, clock.now() - began);
      if (pause > 0) await rest.for(pause);
      if (clock.now() - noted >= noteEvery) {
        holds = await note(progress);
        noted = clock.now();
      }
      if (!hasTime()) break;
    }
    if (holds) holds = await note(progress);
    const seen = progress.seen - stood.seen;
    const carriedOut = progress.carriedOut - stood.carriedOut;
    return { token, slice, more: holds && !progress.done, seen, carriedOut };
  };
}

function addPage(progress: SliceProgress, page: SweptPage): SliceProgress {
  const members = { ...progress.members };
  for (const [segment, count] of Object.entries(page.members)) {
    members[segment] = (members[segment] ?? 0) + count;
  }
  const totals = addTotals(progress, page);
  if (page.cursor === undefined) return { ...totals, done: true, members };
  return { ...totals, cursor: page.cursor, done: false, members };
}
