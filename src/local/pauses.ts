import {
  nothingPaused,
  type PauseFlags,
  withGateClosed,
  withGateDrained,
  withGateOpen,
  withoutPause,
  withPause,
} from "../core/definitions/pause.ts";
import type { Pauses } from "../core/ports.ts";

/** The pause flags in memory; a change is seen at once. */
export function createLocalPauses(): Pauses {
  let flags = nothingPaused;
  const change = (after: PauseFlags): PauseFlags => {
    if (after !== flags) flags = { ...after, rev: flags.rev + 1 };
    return flags;
  };
  return {
    read: async () => flags,
    pause: async (what, pause) => change(withPause(flags, what, pause)),
    unpause: async (what, now) => change(withoutPause(flags, what, now)),
    closeGate: async (channel, closing) => change(withGateClosed(flags, channel, closing)),
    openGate: async (channel, now) => change(withGateOpen(flags, channel, now)),
    gateDrained: async (gate, since) => change(withGateDrained(flags, gate, since)),
  };
}
