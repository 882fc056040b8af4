import { type Channel, channels } from "../channels/channels.ts";
import { type Instant, MINUTE, SECOND } from "../time/instant.ts";
import { channelOfGate, type GateClosing, type GateKey, gateKey, journeyOfGate } from "./gate.ts";

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
  /** Channels that are closed since their provider refuses the stage itself. */
  readonly gates?: Readonly<Partial<Record<Channel, GateClosing>>>;
  /** Gates that were opened and from which held messages are let go, with when they were opened. */
  readonly draining?: Readonly<Record<string, Instant>>;
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

/** Why a message may not be claimed now, and where it waits. */
export interface ClosedGate {
  readonly gate: GateKey;
  /** `paused` by a person; `refusing`: its provider refuses the stage itself, under this name. */
  readonly by: { readonly kind: "paused" } | { readonly kind: "refusing"; readonly code: string };
}

/**
 * The gate that keeps a message from being claimed; undefined where none does. A paused journey comes
 * first: its messages would only meet its pause again once the channel is open.
 * @param probe lets the message through to a provider that refused
 */
export function closedGate(
  flags: PauseFlags,
  { journey, channel }: { readonly journey: string; readonly channel: Channel },
  probe = false,
): ClosedGate | undefined {
  const paused = { kind: "paused" } as const;
  if (Object.hasOwn(flags.journeys, journey)) {
    return { gate: gateKey(channel, journey), by: paused };
  }
  if (flags.all !== undefined || flags.channels[channel] !== undefined) {
    return { gate: gateKey(channel), by: paused };
  }
  const closing = flags.gates?.[channel];
  if (closing === undefined || probe) return undefined;
  return { gate: gateKey(channel), by: { kind: "refusing", code: closing.code } };
}

/** Whether a person keeps the gate closed. */
export function isPausedGate(flags: PauseFlags, gate: GateKey): boolean {
  const journey = journeyOfGate(gate);
  return (
    flags.all !== undefined ||
    flags.channels[channelOfGate(gate)] !== undefined ||
    (journey !== undefined && Object.hasOwn(flags.journeys, journey))
  );
}

/** The gates of these channels from which messages are still to be let go. */
export function drainingGates(flags: PauseFlags, of: readonly Channel[]): GateKey[] {
  return (Object.keys(flags.draining ?? {}) as GateKey[]).filter((gate) =>
    of.includes(channelOfGate(gate)),
  );
}

/**
 * Gates that should have been looked at long ago: a call that broke off, or came minutes late, left
 * no look at them behind. The sweep asks for one.
 */
export function overdueGates(flags: PauseFlags, now: Instant): GateKey[] {
  const refused = Object.entries(flags.gates ?? {}) as [Channel, GateClosing][];
  const unasked = refused
    .filter(([, { until }]) => until < now - overdueAfter)
    .map(([channel]) => gateKey(channel));
  const open = drainingGates(flags, channels).filter(
    (gate) =>
      !isPausedGate(flags, gate) &&
      flags.gates?.[channelOfGate(gate)] === undefined &&
      (flags.draining?.[gate] ?? now) < now - overdueAfter,
  );
  return [...unasked, ...open];
}

/** Longer than a pass waits for the queue to be worked off. */
const overdueAfter = 15 * MINUTE;

/** The channels whose gates a pause closes. */
export function channelsOfPause(what: PauseTarget): readonly Channel[] {
  return what.kind === "channel" ? [what.channel] : channels;
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

/**
 * Without one flag, or as they were when it is not set. What waits at its gates is to be let go.
 * @param now when it is lifted
 */
export function withoutPause(flags: PauseFlags, what: PauseTarget, now: Instant): PauseFlags {
  switch (what.kind) {
    case "all": {
      const { all, ...rest } = flags;
      return all === undefined
        ? flags
        : opened(
            rest,
            channels.map((each) => gateKey(each)),
            now,
          );
    }
    case "journey": {
      const { journey } = what;
      if (!Object.hasOwn(flags.journeys, journey)) return flags;
      const { [journey]: _, ...journeys } = flags.journeys;
      const gates = channels.map((each) => gateKey(each, journey));
      return opened({ ...flags, journeys }, gates, now);
    }
    case "channel": {
      if (flags.channels[what.channel] === undefined) return flags;
      const { [what.channel]: _, ...others } = flags.channels;
      return opened({ ...flags, channels: others }, [gateKey(what.channel)], now);
    }
  }
}

/**
 * With a channel closed since its provider refuses the stage. One that is closed already keeps since
 * when and gets the later time of its next probe.
 */
export function withGateClosed(
  flags: PauseFlags,
  channel: Channel,
  closing: GateClosing,
): PauseFlags {
  const known = flags.gates?.[channel];
  if (known !== undefined && known.until >= closing.until) return flags;
  const next = known === undefined ? closing : { ...closing, since: known.since };
  return { ...flags, gates: { ...flags.gates, [channel]: next } };
}

/** With the channel open again, or as they were when its provider had not closed it. */
export function withGateOpen(flags: PauseFlags, channel: Channel, now: Instant): PauseFlags {
  if (flags.gates?.[channel] === undefined) return flags;
  const { [channel]: _, ...gates } = flags.gates;
  const { gates: _all, ...rest } = flags;
  const left = Object.keys(gates).length === 0 ? rest : { ...rest, gates };
  return opened(left, [gateKey(channel)], now);
}

/** Without the note that a gate has to be let go of, if it is still that of the same opening. */
export function withGateDrained(flags: PauseFlags, gate: GateKey, since: Instant): PauseFlags {
  if (flags.draining?.[gate] !== since) return flags;
  const { [gate]: _, ...draining } = flags.draining;
  const { draining: _all, ...rest } = flags;
  return Object.keys(draining).length === 0 ? rest : { ...rest, draining };
}

function opened(flags: PauseFlags, gates: readonly GateKey[], now: Instant): PauseFlags {
  const since = Object.fromEntries(gates.map((gate) => [gate, now]));
  return { ...flags, draining: { ...flags.draining, ...since } };
}
