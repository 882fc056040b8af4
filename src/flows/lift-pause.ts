import { gateKey, releasesAfterOpening } from "../core/definitions/gate.ts";
import {
  channelsOfPause,
  drainingGates,
  type PauseFlags,
  type PauseTarget,
} from "../core/definitions/pause.ts";
import type { Ports } from "../core/ports.ts";

export type LiftPausePorts = Pick<Ports, "clock" | "pauses" | "releases">;

/**
 * Lifts a pause, then has what waits at its gates let go. Of what is not paused it asks all the same:
 * a call that broke off between the two is finished by the next.
 * @returns what is still paused
 */
export function createLiftPause({ clock, pauses, releases }: LiftPausePorts) {
  return async function liftPause(what: PauseTarget): Promise<PauseFlags> {
    const flags = await pauses.unpause(what, clock.now());
    const channels = channelsOfPause(what);
    const own = channels.map((channel) =>
      what.kind === "journey" ? gateKey(channel, what.journey) : gateKey(channel),
    );
    for (const gate of new Set([...own, ...drainingGates(flags, channels)])) {
      for (const seconds of releasesAfterOpening) await releases.send({ gate }, seconds);
    }
    return flags;
  };
}
