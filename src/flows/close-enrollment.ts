import { customerKeyOf } from "../core/customers/customer.ts";
import type { Enrollment } from "../core/customers/enrollment.ts";
import type { Ports } from "../core/ports.ts";
import { recordOf } from "../core/timeline/enrollment-record.ts";
import type { EffectPorts } from "./apply-effects.ts";
import { changeCustomer } from "./change-customer.ts";
import { completeEffects } from "./complete-effects.ts";
import { clearWait } from "./time-wait.ts";

type Needs = EffectPorts &
  Pick<Ports, "clock" | "backoff" | "customers" | "turns" | "enrollments" | "runs" | "timers">;

/**
 * Carries out the end of an enrollment that an event ended: its committed effects are completed
 * (deliver suppresses the messages), its run ends, its record says so, and only then does it leave
 * the item, so that a held message can always learn that the enrollment was exited.
 */
export async function closeEnrollment(enrollment: Enrollment, ports: Needs): Promise<void> {
  const now = ports.clock.now();
  const { id, record: ref, since, ending = "exit" } = enrollment;
  const record = ref === undefined ? undefined : await ports.turns.find(id, ref);
  await ports.enrollments.settle(recordOf(enrollment, "exited", { at: since, ending }));
  if (record !== undefined) {
    await completeEffects(enrollment, record, ports);
    await ports.runs.end(record.token);
  }
  await clearWait(enrollment, now, ports);
  await changeCustomer(ports, customerKeyOf(id), undefined, (customer) => {
    if (customer?.enrollments[id]?.state !== "closing") return {};
    const { [id]: _, ...enrollments } = customer.enrollments;
    return { customer: { ...customer, enrollments } };
  });
}
