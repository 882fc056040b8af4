import type { Channel } from "../channels/channels.ts";
import { type Instant, SECOND } from "../time/instant.ts";

/** A pause: since when it holds and, for people, who made it and why. */
export interface Pause {
  readonly since: Instant;
  readonly by?: string;
  readonly why?: string;
}

/** What is paused. One small item beside the definitions. */
export interface PauseFlags {
  /** Rises with every change; 0: nobody has ever paused anything. */
  readonly rev: number;
  readonly all?: Pause;
  readonly journeys: Readonly<Record<string, Pause>>;
  readonly channels: Readonly<Partial<Record<Channel, Pause>>>;
}

/** One of the flags. Lifting one leaves the others. */
export type PauseTarget =
  | { readonly kind: "all" }
  | { readonly kind: "journey"; readonly journey: string }
  | { readonly kind: "channel"; readonly channel: Channel };

export const nothingPaused: PauseFlags = { rev: 0, journeys: {}, channels: {} };

/** A function asks for the flags again after this, so a change holds everywhere by then (DESIGN §7). */
export const pauseFreshFor = 30 * SECOND;

/**
 * When the sweeps that follow an unpause begin, in seconds after it. Not sooner than 30 s: a
 * function that still holds the old flags would drop what they wake. What came due less than 5
 * minutes before a sweep is left alone by it, so a second one comes after 30 s + 5 min, and 30 s.
 */
export const sweepsAfterUnpause = [30, 360] as const;

/** What keeps a journey, all its turns and claims, from going on. */
export function pauseOfJourney(flags: PauseFlags, journey: string): Pause | undefined {
  return (
    flags.all ?? (Object.hasOwn(flags.journeys, journey) ? flags.journeys[journey] : undefined)
  );
}

/** What keeps a message from being claimed: its journey's pause, or its channel's. */
export function pauseOfMessage(
  flags: PauseFlags,
  { journey, channel }: { readonly journey: string; readonly channel: Channel },
): Pause | undefined {
  return pauseOfJourney(flags, journey) ?? flags.channels[channel];
}

/** With one more flag. What is paused already stays so since then, by whom and why it was. */
export function withPause(flags: PauseFlags, what: PauseTarget, pause: Pause): PauseFlags {
  switch (what.kind) {
    case "all":
      return flags.all === undefined ? { ...flags, all: pause } : flags;
    case "journey": {
      if (Object.hasOwn(flags.journeys, what.journey)) return flags;
      return { ...flags, journeys: { ...flags.journeys, [what.journey]: pause } };
    }
    case "channel": {
      if (flags.channels[what.channel] !== undefined) return flags;
      return { ...flags, channels: { ...flags.channels, [what.channel]: pause } };
    }
  }
}

/** Without one flag, or as they were when it is not set. */
export function withoutPause(flags: PauseFlags, what: PauseTarget): PauseFlags {
  switch (what.kind) {
    case "all": {
      const { all, ...rest } = flags;
      return all === undefined ? flags : rest;
    }
    case "journey": {
      if (!Object.hasOwn(flags.journeys, what.journey)) return flags;
      const { [what.journey]: _, ...journeys } = flags.journeys;
      return { ...flags, journeys };
    }
    case "channel": {
      if (flags.channels[what.channel] === undefined) return flags;
      const { [what.channel]: _, ...channels } = flags.channels;
      return { ...flags, channels };
    }
  }
}
