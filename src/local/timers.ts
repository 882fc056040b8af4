import type { Delivery, Release, Timers, Wake } from "../core/ports.ts";
import { type Instant, SECOND } from "../core/time/instant.ts";
import type { Agenda, Appointment } from "./agenda.ts";
import type { Lateness } from "./lateness.ts";
import type { LocalQueue } from "./queue.ts";

/** One-time timers by name, each gone once it has fired. As the Scheduler's they know whole seconds. */
export function createLocalTimers(
  agenda: Agenda,
  wakes: LocalQueue<Wake>,
  deliveries: LocalQueue<Delivery>,
  releases: LocalQueue<Release>,
  late: Lateness,
): Timers {
  const timers = new Map<string, Appointment>();

  const set = (name: string, due: Instant, fire: () => void): void => {
    if (timers.has(name)) return;
    const second = Math.ceil(due / SECOND) * SECOND;
    const appointment = agenda.plan(second + late(name), async () => {
      timers.delete(name);
      fire();
    });
    timers.set(name, appointment);
  };

  return {
    async setWake(name, due, wake) {
      set(name, due, () => wakes.send(wake, 0));
    },
    async setDelivery(name, due, delivery) {
      set(name, due, () => deliveries.send(delivery, 0));
    },
    async setRelease(name, due, release) {
      set(name, due, () => releases.send(release, 0));
    },
    async clear(name) {
      const timer = timers.get(name);
      if (timer !== undefined) agenda.cancel(timer);
      timers.delete(name);
    },
  };
}
