import { customerKeyOf } from "../core/customers/customer.ts";
import type { Enrollment } from "../core/customers/enrollment.ts";
import type { Ports } from "../core/ports.ts";
import { changeCustomer } from "./change-customer.ts";
import { type CompletePorts, completeEffects } from "./complete-effects.ts";
import { clearOutdated } from "./time-wait.ts";

type Needs = CompletePorts & Pick<Ports, "backoff" | "customers" | "runs" | "timers">;

/**
 * What follows once a wait that was timed again has its new timer: its old ones go, the run of one
 * that has become parked ends, and nothing is owed any more. Each may be done twice.
 */
export async function carryOutRetimed(enrollment: Enrollment, ports: Needs): Promise<void> {
  const { id, wait, turn } = enrollment;
  if (wait?.retimed?.from === undefined) return;
  await clearOutdated(enrollment, ports);
  await endParkedRun(enrollment, ports);
  await changeCustomer(ports, customerKeyOf(id), undefined, (customer) => {
    const found = customer?.enrollments[id];
    const { retimed } = found?.wait ?? {};
    // Timed once more, or gone on: that owes what it owes itself.
    if (customer === undefined || found?.wait === undefined || retimed === undefined) return {};
    if (found.turn !== turn || found.wait.timer !== wait.timer) return {};
    const settled = { ...found, wait: { ...found.wait, retimed: { by: retimed.by } } };
    return { customer: { ...customer, enrollments: { ...customer.enrollments, [id]: settled } } };
  });
}

/**
 * A wait that was moved beyond the life of its run ends that run; the wake starts the next
 * generation. Its turn may still be at its effects: they are completed first, since nobody retries
 * a turn whose run has ended. A token that is dead is of a run that has ended, or of a turn whose
 * retry finds the wait parked and ends the run itself.
 */
export async function endParkedRun(enrollment: Enrollment, ports: Needs): Promise<void> {
  const { id, wait, record: ref } = enrollment;
  if (!wait?.parked || wait.retimed?.from === undefined || ref === undefined) return;
  const record = await ports.turns.find(id, ref);
  if (record === undefined) return;
  await completeEffects(enrollment, record, ports);
  await ports.runs.end(record.token);
}
