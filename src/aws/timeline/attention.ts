import { isCircleStop } from "../../core/events/depth.ts";
import type { Message, MessageState } from "../../core/messages/message.ts";
import { DAY, type Instant } from "../../core/time/instant.ts";
import type { EventRecord } from "../../core/timeline/records.ts";

/** What a person must see, by kind: the first half of the index's partition key. */
export type AttentionKind =
  | "failed-message"
  | "unknown-message"
  | "held-message"
  | "open-task"
  | "stopped-circle"
  | "failed-enrollment"
  | "set-aside";

/** The attributes of the sparse index `attention`; an item without them is not in it. */
export interface Attention {
  /** `<kind>#<shard>`. */
  readonly attention: string;
  /** Epoch milliseconds: since when, or of a task: until when. */
  readonly attentionAt: Instant;
}

/**
 * When a provider is away, every message of a campaign fails at once: 8 partitions take 8,000
 * writes a second, more than any channel sends, and 8 queries still read a list.
 */
export const attentionShards = 8;

/** @param id ends in characters of a hash, which spread it over the shards */
export function shardOf(id: string): number {
  return id.charCodeAt(id.length - 1) % attentionShards;
}

export function attentionOf(kind: AttentionKind, id: string, at: Instant): Attention {
  return { attention: `${kind}#${shardOf(id)}`, attentionAt: at };
}

/** A hold over the next day is a rest day or a night; beyond that somebody should know. */
const longHold = DAY;

/** Why a message in this state is one for a person to see; undefined when it is not. */
export function attentionOfMessage(
  id: string,
  {
    state,
    at,
    until,
    atGate,
  }: Pick<Message, "at" | "until" | "atGate"> & {
    readonly state: MessageState;
  },
): Attention | undefined {
  switch (state) {
    case "failed":
      return attentionOf("failed-message", id, at);
    case "unknown":
      return attentionOf("unknown-message", id, at);
    case "held":
      // Who closed the gate knows; what waits there is counted, not listed one by one.
      if (atGate !== undefined) return undefined;
      return until === undefined || until - at > longHold
        ? attentionOf("held-message", id, at)
        : undefined;
    case "queued":
    case "claimed":
    case "sending":
    case "sent":
    case "suppressed":
    case "dropped":
      return undefined;
  }
}

/**
 * An event that Sojourn derived and that started no journey, since journeys have caused each other too
 * often in a row. An event that a journey emits so deep is in intake's dead-letter queue instead.
 */
export function attentionOfEvent({
  id,
  accepted,
  consequences,
}: Pick<EventRecord, "id" | "accepted" | "consequences">): Attention | undefined {
  const isStopped = consequences.some((one) => isCircleStop(one.reason));
  return isStopped ? attentionOf("stopped-circle", id, accepted) : undefined;
}
