import { setTimeout as sleep } from "node:timers/promises";

/** Often enough that a scenario of ten waits loses a second; seldom enough for two cores. */
const pauseMs = 150;

/**
 * Asks until there is an answer: anything but undefined and false.
 * @param what completes "waited 10 s in vain for …"
 * @param seconds real ones @default 20
 */
export async function until<Found>(
  what: string,
  probe: () => Promise<Found | undefined | false>,
  seconds = 20,
): Promise<Found> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    await sleep(pauseMs);
  }
  throw new Error(`Waited ${seconds} s in vain for ${what}.`);
}
