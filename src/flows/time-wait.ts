import { customerKeyOf } from "../core/customers/customer.ts";
import type { Enrollment } from "../core/customers/enrollment.ts";
import { hashId } from "../core/hash.ts";
import type { Ports } from "../core/ports.ts";
import { type Instant, MINUTE } from "../core/time/instant.ts";

/** The longest delay of an SQS message: nearer than that needs no schedule (DESIGN §6). */
export const queueDelay = 15 * MINUTE;

/** The schedule of one wait: at most 64 characters, 30 here; a new timer of a turn, a new name. */
export function timerName(
  { id, turn, wait }: Enrollment,
  timer: number = wait?.timer ?? 0,
): string {
  return `${customerKeyOf(id)}-${hashId(id, turn, timer)}`;
}

export function delaySeconds(due: Instant, now: Instant): number {
  return Math.max(0, Math.ceil((due - now) / 1000));
}

/** Sets the one live wake-up of a wait (I8): a delayed message, or a one-time schedule. */
export async function timeWait(
  enrollment: Enrollment,
  due: Instant,
  now: Instant,
  { timers, wakes }: Pick<Ports, "timers" | "wakes">,
): Promise<void> {
  const wake = { enrollment: enrollment.id, turn: enrollment.turn };
  if (due - now <= queueDelay) await wakes.send(wake, delaySeconds(due, now));
  else await timers.setWake(timerName(enrollment), due, wake);
}

/** Takes down the schedules that a wait had before it was timed again. */
export async function clearOutdated(
  enrollment: Enrollment,
  { timers }: Pick<Ports, "timers">,
): Promise<void> {
  const { timer = 0, retimed } = enrollment.wait ?? {};
  for (let old = retimed?.from ?? timer; old < timer; old++) {
    await timers.clear(timerName(enrollment, old));
  }
}

/** Takes down the schedule of a wait that ended early. One that fires all the same is ignored. */
export async function clearWait(
  enrollment: Enrollment,
  now: Instant,
  { timers }: Pick<Ports, "timers">,
): Promise<void> {
  const { wait } = enrollment;
  await clearOutdated(enrollment, { timers });
  if (wait === undefined || wait.due <= now || wait.due - wait.began <= queueDelay) return;
  await timers.clear(timerName(enrollment));
}
