import type { Enrollment } from "../core/customers/enrollment.ts";
import { sweepAfter } from "../core/events/owed.ts";
import type { Ports } from "../core/ports.ts";
import { DAY, MINUTE } from "../core/time/instant.ts";
import type { TurnRecord } from "../core/timeline/records.ts";
import { applyEffects, type EffectPorts } from "./apply-effects.ts";

export type CompletePorts = EffectPorts & Pick<Ports, "clock" | "turns">;

/** A turn's own retries are over after this (they take some 8 hours); until then it may be unfinished. */
const effectsSettled = DAY;
/** No function runs longer (Lambda's limit): an attempt that began earlier has ended. */
const longestAttempt = 15 * MINUTE;

/**
 * Completes the effects of a committed turn in its place, for one who takes away what its retries
 * work on: the enrollment, or its run.
 */
export async function completeEffects(
  { broken }: Pick<Enrollment, "broken">,
  { at, effects }: TurnRecord,
  ports: CompletePorts,
): Promise<void> {
  if (broken || ports.clock.now() - at < effectsSettled) await applyEffects(effects, ports);
}

/**
 * Completes the effects of the turn before this one where it may have been overtaken. Its own timer
 * is set after its effects, but an event or the sweep may end its wait, or set another timer, while
 * it is still at them; once its token is used, nobody retries it.
 */
export async function completeOvertaken(
  enrollment: Enrollment,
  ports: CompletePorts,
): Promise<void> {
  const { id, wait, record: ref } = enrollment;
  const now = ports.clock.now();
  if (wait === undefined || ref === undefined) return;
  const byItsTimer = wait.matched === undefined && wait.retimed === undefined;
  if (byItsTimer && now - wait.due < sweepAfter) return;
  const record = await ports.turns.find(id, ref);
  if (record === undefined) return;
  // A parked wait was woken without a token: the retries of its turn may still be to come.
  if (wait.parked || now - record.began < longestAttempt) {
    await completeEffects(enrollment, record, ports);
  }
}
