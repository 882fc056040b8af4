import {
  nothingPaused,
  type PauseFlags,
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
    unpause: async (what) => change(withoutPause(flags, what)),
  };
}
