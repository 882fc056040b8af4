import type { Enrollment } from "../core/customers/enrollment.ts";
import { pauseOfJourney } from "../core/definitions/pause.ts";
import { overdueOf } from "../core/events/owed.ts";
import type { Ports } from "../core/ports.ts";
import { DAY, HOUR } from "../core/time/instant.ts";
import { carryOut } from "./carry-out.ts";

/** One page of one slice of all customers. */
export interface SweepPage {
  readonly slice: number;
  readonly slices: number;
  readonly cursor?: string | undefined;
}

export interface SweepResult extends SweepPage {
  readonly more: boolean;
  readonly seen: number;
  readonly carriedOut: number;
}

export type SweepPorts = Pick<Ports, "clock" | "customers" | "pauses" | "runs" | "wakes">;

/**
 * Looks for what was lost: waits overdue by five minutes, consequences owed for five minutes, and
 * carries them out again. Skipped while no run is under way, but for the first sweep of the day:
 * a start that was never carried out and a parked wait have no run. Waits of what is paused are left
 * alone: wake would drop them.
 */
export function createSweepCustomers(ports: SweepPorts) {
  return async function sweepCustomers(page: SweepPage): Promise<SweepResult> {
    const { slice, slices, cursor } = page;
    const now = ports.clock.now();
    const thorough = now % DAY < 4 * HOUR;
    if (cursor === undefined && !thorough && !(await ports.runs.anyUnderWay())) {
      return { slice, slices, more: false, seen: 0, carriedOut: 0 };
    }
    const { customers, cursor: next } = await ports.customers.page(page);
    const flags = await ports.pauses.read();
    const isFree = ({ state, journey }: Enrollment) =>
      state !== "running" || pauseOfJourney(flags, journey) === undefined;
    let carriedOut = 0;
    for (const customer of customers) {
      const owed = overdueOf(customer, now, isFree);
      await carryOut(owed, ports);
      carriedOut += owed.length;
    }
    const seen = customers.length;
    if (next === undefined) return { slice, slices, more: false, seen, carriedOut };
    return { slice, slices, cursor: next, more: true, seen, carriedOut };
  };
}
