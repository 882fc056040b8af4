import type { Channel } from "../../core/channels/channels.ts";
import type { MessageState, Report } from "../../core/messages/message.ts";

/** How often something happened, by its name or reason. */
export type Counts = Record<string, number>;

/** What became of one journey's customers and messages. */
export interface JourneyCounts {
  entered: number;
  /** Kept apart to measure against: they count as neither entered nor not entered. */
  heldOut: number;
  /** An event that exits the journey, with a later own time, was accepted before the trigger. */
  endedAtEntry: number;
  /** Those among the entered who should not have entered, and to whom nothing was sent. */
  undone: number;
  readonly notEntered: Counts;
  /** By the reason that the last step gave; "completed" at the end of the list. */
  readonly completed: Counts;
  /** By the event that ended them. */
  readonly exited: Counts;
  /** By event: how often one of another key let a run go on that it would have ended. */
  readonly notExited: Counts;
  /** By event and property: how often one let a run go on, since it says another value than its trigger. */
  readonly notAlike: Counts;
  readonly failed: Counts;
  /** Sends that had to wait, by reason; a message held twice counts twice. */
  readonly held: Counts;
  /** Sends that came to nothing, by reason. */
  readonly notSent: Counts;
  /** By step, then by way. */
  readonly ways: Record<string, Counts>;
  readonly tasks: Counts;
  readonly offers: Counts;
  goalsMet: number;
  goalValue: number;
  goalsMetByHeldOut: number;
}

/** One channel's messages, by where they stand and by what was reported of them. */
export interface ChannelCounts {
  readonly states: Partial<Record<MessageState, number>>;
  readonly reports: Partial<Record<Report, number>>;
}

/** Counters only: they grow with journeys and reasons, never with customers or events. */
export interface RunCounts {
  /** Accepted once each; duplicates are not in it. */
  events: number;
  readonly journeys: Record<string, JourneyCounts>;
  readonly channels: Partial<Record<Channel, ChannelCounts>>;
  /** How often each segment was entered and left while it ran. */
  readonly segments: Record<string, SegmentMoves>;
  /** Events that started a journey no more, for their depth, as sentences. */
  readonly stopped: Counts;
  /** What was left out of events that count, as sentences. */
  readonly leftOut: Counts;
}

export interface SegmentMoves {
  entered: number;
  left: number;
}

export function newJourneyCounts(): JourneyCounts {
  return {
    entered: 0,
    heldOut: 0,
    endedAtEntry: 0,
    undone: 0,
    notEntered: {},
    completed: {},
    exited: {},
    notExited: {},
    notAlike: {},
    failed: {},
    held: {},
    notSent: {},
    ways: {},
    tasks: {},
    offers: {},
    goalsMet: 0,
    goalValue: 0,
    goalsMetByHeldOut: 0,
  };
}

export function addOne(counts: Counts, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

export function sumOf(counts: Readonly<Counts>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
