import type { Clock } from "../core/ports.ts";
import type { Instant } from "../core/time/instant.ts";

export interface Appointment {
  readonly at: Instant;
  readonly order: number;
  cancelled: boolean;
  readonly act: () => Promise<void>;
}

/** A clock that stands until the agenda moves it. */
export interface Agenda {
  readonly clock: Clock;
  /** Puts work on the agenda, for now at the earliest; same instant: in order of planning. */
  plan(at: Instant, act: () => Promise<void>): Appointment;
  cancel(appointment: Appointment): void;
  /** Does everything that is due up to `until`, one after the other, and leaves the clock there. */
  advanceTo(until: Instant): Promise<void>;
  /** When the next work is due. */
  nextAt(): Instant | undefined;
}

/**
 * The run loop of the embedded runtime: a binary heap by time, then by order of planning. What is
 * planned for now, and that is most, comes in this order by itself and needs no heap, where each
 * would climb over all that waits for days.
 */
export function createAgenda(start: Instant): Agenda {
  const heap: Appointment[] = [];
  let ready: Appointment[] = [];
  let nextReady = 0;
  let now = start;
  let planned = 0;

  const before = (a: Appointment, b: Appointment) =>
    a.at < b.at || (a.at === b.at && a.order < b.order);

  const push = (entry: Appointment): void => {
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as Appointment;
      if (!before(entry, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
  };

  const pop = (): Appointment | undefined => {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && before(heap[right] as Appointment, heap[child] as Appointment)) {
        child = right;
      }
      const below = heap[child] as Appointment;
      if (!before(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return top;
  };

  const first = (): Appointment | undefined => {
    const due = ready[nextReady];
    const top = heap[0];
    return due === undefined || (top !== undefined && before(top, due)) ? top : due;
  };

  const take = (entry: Appointment): void => {
    if (entry === heap[0]) {
      pop();
      return;
    }
    nextReady += 1;
    if (nextReady < ready.length) return;
    ready = [];
    nextReady = 0;
  };

  return {
    clock: { now: () => now },
    plan(at, act) {
      planned += 1;
      const entry: Appointment = { at: Math.max(at, now), order: planned, cancelled: false, act };
      if (entry.at === now) ready.push(entry);
      else push(entry);
      return entry;
    },
    cancel(appointment) {
      appointment.cancelled = true;
    },
    async advanceTo(until) {
      for (let entry = first(); entry !== undefined && entry.at <= until; entry = first()) {
        take(entry);
        if (entry.cancelled) continue;
        now = Math.max(now, entry.at);
        await entry.act();
      }
      now = Math.max(now, until);
    },
    nextAt: () => first()?.at,
  };
}
