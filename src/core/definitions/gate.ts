import { type Channel, channels } from "../channels/channels.ts";
import { type Instant, MINUTE, SECOND } from "../time/instant.ts";

/**
 * A gate is where messages wait together: those of a channel (`email`), which everything, the channel
 * or its provider's refusal closes; or those that one paused journey sends by it (`email/winback`).
 */
export type GateKey = Channel | `${Channel}/${string}`;

/** A channel that was closed by what its provider answered, not by a person. */
export interface GateClosing {
  readonly since: Instant;
  /** The time at which one message is let through, to see whether the provider takes it again. */
  readonly until: Instant;
  /** The provider's name for the refusal, such as `AccessDeniedException`; never its words. */
  readonly code: string;
}

/** A provider that refused is asked again so often, with one message. */
export const probeEvery = MINUTE;

/**
 * Seconds after its opening at which held messages of a gate are let go. Functions know an opening 30 s
 * later at most, so what is let go sooner would only be held again. One that read the old flags last
 * of all may hold a message another 60 s later, at the end of its call: the second pass finds it.
 */
export const releasesAfterOpening = [35, 180] as const;

/** So long after its opening a gate that is empty stays empty. */
export const settledAfterOpening = 150 * SECOND;

export function gateKey(channel: Channel, journey?: string): GateKey {
  return journey === undefined ? channel : `${channel}/${journey}`;
}

export function channelOfGate(gate: GateKey): Channel {
  const [name] = gate.split("/");
  const channel = channels.find((each) => each === name);
  if (channel === undefined) throw new TypeError(`${gate} is the gate of no channel`);
  return channel;
}

/** The paused journey whose messages wait at the gate; undefined at the gate of a whole channel. */
export function journeyOfGate(gate: GateKey): string | undefined {
  const slash = gate.indexOf("/");
  return slash === -1 ? undefined : gate.slice(slash + 1);
}

/**
 * The place of a message among those that wait at its gate, as a text that sorts: transactional ones
 * first, then by the journey's priority, then by age.
 */
export function releaseOrder({
  transactional,
  priority,
  created,
}: {
  readonly transactional: boolean;
  /** -100 to 100, higher first. */
  readonly priority: number;
  readonly created: Instant;
}): string {
  const later = String(100 - priority).padStart(3, "0");
  // 14 digits of milliseconds reach beyond the year 5000.
  return `${transactional ? 0 : 1}-${later}-${String(Math.trunc(created)).padStart(14, "0")}`;
}
