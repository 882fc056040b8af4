import { customerKeyOf } from "../core/customers/customer.ts";
import type { Enrollment } from "../core/customers/enrollment.ts";
import { pauseOfJourney } from "../core/definitions/pause.ts";
import { operationalError } from "../core/errors.ts";
import type { Ports, Wake } from "../core/ports.ts";
import { carryOutRetimed, endParkedRun } from "./carry-out-retimed.ts";
import { closeEnrollment } from "./close-enrollment.ts";
import type { TurnPorts } from "./run-turn.ts";
import { timeWait } from "./time-wait.ts";

export type WakePorts = Omit<TurnPorts, "catalog">;

/**
 * Looks whether a wait is over and, if so, lets its run go on. The item decides, never the wake's
 * payload: wakes come twice, late, early, and for turns that are long past. A wait that is not over,
 * such as one that was timed again, gets the timer of its present due. A wake of a paused journey
 * is dropped; the end of an enrollment that an event ended is carried out all the same.
 * @throws WakeTooEarly when the token is dead though the turn has not moved on: a failed turn's
 *   retry is on its way with a new token, so the queue tries again
 */
export function createWakeEnrollment(ports: WakePorts) {
  return async function wakeEnrollment(wake: Wake): Promise<void> {
    const enrollment = await find(wake, ports);
    if (enrollment === undefined) return;
    if (enrollment.state === "closing") return closeEnrollment(enrollment, ports);
    if (!isAt(enrollment, wake) || enrollment.wait === undefined) return;
    const { wait, id, generation, turn } = enrollment;
    const now = ports.clock.now();
    if (wait.matched === undefined && wait.due > now) {
      // A delayed message may have been this one. A timer that is there already stays as it is.
      await timeWait(enrollment, wait.due, now, ports);
      return carryOutRetimed(enrollment, ports);
    }
    // Over, but paused: the sweep after the unpause wakes it once more.
    if (pauseOfJourney(await ports.pauses.read(), enrollment.journey) !== undefined) return;
    const next = { enrollment: id, generation, turn: turn + 1 };
    if (wait.parked) {
      await endParkedRun(enrollment, ports);
      return ports.runs.start(next);
    }
    const record = await ports.turns.find(id, enrollment.record ?? "");
    if (record === undefined) {
      throw operationalError("RecordMissing", `no record ${enrollment.record} of enrollment ${id}`);
    }
    if ((await ports.runs.goOn(record.token, next)) === "went-on") return;
    const later = await find(wake, ports);
    if (later === undefined || !isAt(later, wake)) return;
    throw operationalError(
      "WakeTooEarly",
      `the token of turn ${turn} of enrollment ${id} is dead and its turn has not moved on`,
    );
  };
}

function isAt(enrollment: Enrollment, wake: Wake): boolean {
  return enrollment.state === "running" && enrollment.turn === wake.turn;
}

async function find(wake: Wake, { customers }: Pick<Ports, "customers">) {
  const customer = await customers.find(customerKeyOf(wake.enrollment));
  return customer?.enrollments[wake.enrollment];
}
