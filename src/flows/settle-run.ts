import { type Customer, customerKeyOf } from "../core/customers/customer.ts";
import type { Enrollment } from "../core/customers/enrollment.ts";
import { operationalError } from "../core/errors.ts";
import type { Ports } from "../core/ports.ts";
import { recordOf } from "../core/timeline/enrollment-record.ts";
import { applyEffects, type EffectPorts } from "./apply-effects.ts";
import { carryOut } from "./carry-out.ts";
import { changeCustomer } from "./change-customer.ts";

/** A run that ended by itself though its journey had not. */
export interface BrokenRun {
  readonly enrollment: string;
  readonly generation: number;
  readonly status: "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly error?: string;
}

type SettlePorts = Pick<Ports, "clock" | "backoff" | "customers" | "enrollments">;

interface Changed {
  readonly customer?: Customer;
  readonly enrollment?: Enrollment;
}

/** Marks and lists the enrollment of a broken run, for a person to resume (DESIGN §6). */
export function createSettleRun(ports: SettlePorts) {
  return async function settleRun(run: BrokenRun): Promise<void> {
    const at = ports.clock.now();
    const told = await ports.enrollments.find(run.enrollment);
    // Its end is told after its last effects: nothing is left to do, whatever broke then.
    if (told?.state === "completed" || told?.state === "exited") return;
    const { enrollment } = await change(run.enrollment, ports, (before) => {
      // A parked wait has ended the run that set it, unless that broke off before.
      const parked = before.wait?.parked && before.generation === run.generation + 1;
      if (before.generation !== run.generation && !parked) return undefined;
      if (before.state === "closing") return undefined;
      // Told again: what was marked may not be listed yet.
      if (before.state === "failed") return before;
      // A committed end is never taken back, another entry may have followed: it is listed only.
      if (before.state === "ended") return before;
      return { ...before, state: "failed", since: at, broken: true };
    });
    if (enrollment === undefined) return;
    const ending = run.error === undefined ? run.status : `${run.status}: ${run.error}`;
    const failed = recordOf(enrollment, "failed", { at, ending });
    const { state, record: unfinished } = enrollment;
    await ports.enrollments.settle(state === "ended" ? { ...failed, unfinished } : failed);
  };
}

type ResumePorts = SettlePorts & EffectPorts & Pick<Ports, "turns" | "runs" | "wakes">;

/**
 * Starts the next generation of a failed enrollment from its last committed turn, whose effects
 * are applied once more by name, before anything else: where that fails, it can be tried again. Of
 * one that had ended already nothing else was left to do.
 * @returns false when it has not failed (any more)
 */
export function createResumeEnrollment(ports: ResumePorts) {
  return async function resumeEnrollment(enrollmentId: string): Promise<boolean> {
    const customer = await ports.customers.find(customerKeyOf(enrollmentId));
    const failed = customer?.enrollments[enrollmentId];
    if (failed?.state !== "failed") return completeEnd(enrollmentId, ports);
    const record = failed.record && (await ports.turns.find(enrollmentId, failed.record));
    if (record) await applyEffects(record.effects, ports);
    const at = ports.clock.now();
    const { enrollment } = await change(enrollmentId, ports, (before) => {
      if (before.state !== "failed") return undefined;
      const generation = before.generation + 1;
      return { ...before, state: "starting", since: at, generation, generationBegan: at };
    });
    if (enrollment === undefined) return false;
    const { id, generation, turn } = enrollment;
    await ports.enrollments.settle(recordOf(enrollment, "running"));
    await carryOut([{ kind: "start", enrollment: id, generation, turn: turn + 1 }], ports);
    return true;
  };
}

/** Carries out what the last turn of an ended enrollment had left, as its record says. */
async function completeEnd(id: string, ports: ResumePorts): Promise<boolean> {
  const told = await ports.enrollments.find(id);
  if (told?.state !== "failed" || told.unfinished === undefined) return false;
  const { unfinished, ...record } = told;
  const turn = await ports.turns.find(id, unfinished);
  if (turn?.next.kind !== "ended") {
    throw operationalError("RecordMissing", `no record ${unfinished} of enrollment ${id}`);
  }
  await applyEffects(turn.effects, ports);
  const end = { ended: turn.at, ending: turn.next.reason };
  await ports.enrollments.settle({ ...record, state: "completed", ...end });
  return true;
}

function change(
  id: string,
  ports: SettlePorts,
  decide: (before: Enrollment) => Enrollment | undefined,
): Promise<Changed> {
  return changeCustomer<Changed>(ports, customerKeyOf(id), undefined, (customer) => {
    const before = customer?.enrollments[id];
    if (customer === undefined || before === undefined) return {};
    const enrollment = decide(before);
    if (enrollment === undefined) return {};
    if (enrollment === before) return { enrollment };
    const enrollments = { ...customer.enrollments, [id]: enrollment };
    return { customer: { ...customer, enrollments }, enrollment };
  });
}
