import type { Enrollment } from "../core/customers/enrollment.ts";
import type { Ports } from "../core/ports.ts";
import { DAY } from "../core/time/instant.ts";
import type { TurnRecord } from "../core/timeline/records.ts";
import { applyEffects, type EffectPorts } from "./apply-effects.ts";

/** A turn's own retries are over after this (they take some 8 hours); until then it may be unfinished. */
const effectsSettled = DAY;

/**
 * Completes the effects of a committed turn in its place, for one who is about to take away what
 * its retries work on: the enrollment, or its run.
 */
export async function completeEffects(
  { broken }: Enrollment,
  { at, effects }: TurnRecord,
  ports: EffectPorts & Pick<Ports, "clock">,
): Promise<void> {
  if (broken || ports.clock.now() - at < effectsSettled) await applyEffects(effects, ports);
}
