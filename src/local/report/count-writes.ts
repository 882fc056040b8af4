import { addDecimal } from "../../core/customers/add-decimal.ts";
import { isDerived } from "../../core/definitions/vocabulary.ts";
import { isCircleStop } from "../../core/events/depth.ts";
import type { EventConsequence } from "../../core/events/outcome.ts";
import type { Message } from "../../core/messages/message.ts";
import { printReason } from "../../core/reasons/reason.ts";
import type { EnrollmentRecord, EventRecord } from "../../core/timeline/records.ts";
import type { Decision } from "../../core/turns/decision.ts";
import type { TimelineWrite } from "../timeline.ts";
import { addOne, type JourneyCounts, newJourneyCounts, type RunCounts } from "./counts.ts";
import type { PassedExit } from "./passed-exits.ts";

export interface WriteCounter {
  readonly counts: RunCounts;
  /**
   * @param journey that a turn belongs to; its record names only the enrollment
   * @param isLine of an event: it is a line of a file of customers, and nothing that happened
   */
  take(write: TimelineWrite, journey: string, isLine?: boolean): void;
  /** Runs that an event of another key, or of another value, did not end. */
  pass(passed: readonly PassedExit[]): void;
}

/**
 * Counts what is written to the timeline as it is written.
 * @param journeys named in this order, counted or not
 */
export function createWriteCounter(journeys: readonly string[]): WriteCounter {
  const counts: RunCounts = {
    events: 0,
    journeys: {},
    channels: {},
    segments: {},
    stopped: {},
    leftOut: {},
  };
  const of = (journey: string): JourneyCounts => {
    counts.journeys[journey] ??= newJourneyCounts();
    return counts.journeys[journey];
  };
  for (const journey of journeys) of(journey);

  return {
    counts,
    pass(passed) {
      for (const { journey, event, differs } of passed) {
        if (differs === undefined) addOne(of(journey).notExited, event);
        else addOne(of(journey).notAlike, `${event}: ${differs}`);
      }
    },
    take(write, name, isLine = false) {
      switch (write.kind) {
        case "event":
          countEvent(counts, write.record, isLine);
          for (const said of write.record.consequences) countConsequence(of(said.journey), said);
          return;
        case "turn":
          for (const decision of write.record.decisions) countDecision(of(name), decision);
          return;
        case "enrollment":
          countEnd(of(write.record.journey), write.record);
          return;
        case "message":
          countMessage(counts, of(write.record.journey), write.record, write.before);
          return;
        case "task":
          addOne(of(write.record.journey).tasks, write.record.team);
          return;
        case "offer":
          addOne(of(write.record.journey).offers, write.record.offer);
          return;
      }
    },
  };
}

/** Reports of our own messages are counted with the messages, and what is derived is no event told. */
function countEvent(counts: RunCounts, record: EventRecord, isLine: boolean): void {
  const { type, properties, consequences, leftOut = [] } = record;
  for (const { journey, reason } of consequences) {
    if (reason === undefined || !isCircleStop(reason)) continue;
    addOne(counts.stopped, `${journey} by ${type}: ${printReason(reason)}`);
  }
  for (const part of leftOut) addOne(counts.leftOut, printReason(part));
  const { segment } = properties;
  if ((type === "segment.entered" || type === "segment.left") && typeof segment === "string") {
    const moves = (counts.segments[segment] ??= { entered: 0, left: 0 });
    moves[type === "segment.entered" ? "entered" : "left"] += 1;
  } else if (!isLine && !type.startsWith("message.") && !isDerived(type)) counts.events += 1;
}

function countConsequence(journey: JourneyCounts, said: EventConsequence): void {
  switch (said.kind) {
    case "entered":
      journey.entered += 1;
      return;
    case "held-out":
      journey.heldOut += 1;
      return;
    case "ended-at-entry":
      journey.endedAtEntry += 1;
      return;
    case "not-entered":
      addOne(journey.notEntered, printReason(said.reason ?? ""));
      return;
    case "goal-met":
      if (said.heldOut) {
        journey.goalsMetByHeldOut += 1;
        return;
      }
      journey.goalsMet += 1;
      journey.goalValue = addDecimal(journey.goalValue, said.value ?? 0);
      return;
    // The enrollment's own record counts how it ended.
    case "exited":
      if (said.undone && said.heldOut) journey.heldOut -= 1;
      else if (said.undone) journey.undone += 1;
      return;
    case "joined":
    case "woken":
    case "retimed":
    case "goes-on":
      return;
  }
}

function countDecision(journey: JourneyCounts, decision: Decision): void {
  switch (decision.kind) {
    case "held":
      addOne(journey.held, printReason(decision.reason));
      return;
    case "skipped":
    case "dropped":
      addOne(journey.notSent, inOneOrder(printReason(decision.reason)));
      return;
    case "chose": {
      journey.ways[decision.step] ??= {};
      addOne(journey.ways[decision.step] ?? {}, decision.way);
      return;
    }
    case "queued":
    case "waiting":
    case "paused":
    case "went-on":
    case "updated":
    case "issued":
    case "opened-task":
    case "emitted":
    case "ended":
      return;
  }
}

/** Each channel's reason, however the step orders its channels. */
function inOneOrder(reason: string): string {
  return reason.split("; ").toSorted().join("; ");
}

function countEnd(
  journey: JourneyCounts,
  { state, ending = "", goesOnAs }: EnrollmentRecord,
): void {
  // Its customer was joined into another, and so is its entry: that one's end counts.
  if (goesOnAs !== undefined) return;
  switch (state) {
    case "running":
      return;
    case "completed":
      addOne(journey.completed, ending);
      return;
    case "exited":
      addOne(journey.exited, ending);
      return;
    case "failed":
      addOne(journey.failed, ending);
      return;
  }
}

function countMessage(
  counts: RunCounts,
  journey: JourneyCounts,
  record: Message,
  before: Message | undefined,
): void {
  const { channel, state, reason = state } = record;
  counts.channels[channel] ??= { states: {}, reports: {} };
  const { states, reports } = counts.channels[channel];
  for (const report of Object.keys(record.reports ?? {}) as (keyof typeof reports)[]) {
    if (before?.reports?.[report] === undefined) reports[report] = (reports[report] ?? 0) + 1;
  }
  if (before?.state === state) return;
  if (before !== undefined) states[before.state] = (states[before.state] ?? 0) - 1;
  states[state] = (states[state] ?? 0) + 1;
  if (state === "held") addOne(journey.held, printReason(reason));
  const lost = state === "suppressed" || state === "dropped" || state === "failed";
  if (lost || state === "unknown") addOne(journey.notSent, printReason(reason));
}
