import type { Definitions } from "../../core/definitions/definitions.ts";
import { parseShare } from "../../core/definitions/vocabulary.ts";
import { isMember } from "../../core/segments/membership.ts";
import { formatInstant, type Instant } from "../../core/time/instant.ts";
import type { LocalRuntime } from "../runtime.ts";
import { type JourneyCounts, newJourneyCounts, type RunCounts, sumOf } from "./counts.ts";

/** What a run came to; the same input gives the same report. */
export interface RunReport {
  readonly from: string;
  readonly to: string;
  readonly customers: number;
  readonly zone: string;
  /** Events accepted, each once; lines of a file of customers are none. */
  readonly events: number;
  readonly duplicates: number;
  /** Why events lie in the dead-letter queue. */
  readonly refused: readonly string[];
  /** Why other work does: there should be none. */
  readonly stuck: readonly string[];
  readonly journeys: readonly JourneyReport[];
  readonly channels: RunCounts["channels"];
  readonly segments: readonly SegmentReport[];
  /** By sentence: events that started a journey no more, since journeys caused each other in a circle. */
  readonly stopped: RunCounts["stopped"];
  /** By sentence: parts of events that count, which could not be read. */
  readonly leftOut: RunCounts["leftOut"];
}

export interface SegmentReport {
  readonly name: string;
  readonly title: string;
  /** At the end. */
  readonly members: number;
  readonly entered: number;
  readonly left: number;
}

export interface JourneyReport extends JourneyCounts {
  readonly name: string;
  readonly title: string;
  readonly owner: string;
  readonly inProgress: number;
  readonly goal?: GoalReport;
}

/** Target, actual, attainment (A2). Shares from 0 to 1. */
export interface GoalReport {
  readonly event: string;
  readonly within: string;
  readonly target?: number;
  /** Customers who entered the journey and could meet the goal. */
  readonly among: number;
  readonly met: number;
  /** Those among them of whom it is known: who met it, and whose time is over. */
  readonly decided: number;
  /** Of those decided. While some are open it leans to those who were quick. */
  readonly actual: number;
  /** 18 % against 20 % is 0.9. */
  readonly attainment?: number;
  readonly value: number;
  /** Customers who still have time to meet the goal. */
  readonly stillOpen: number;
  readonly heldOut: Pick<GoalReport, "among" | "met" | "decided" | "actual" | "stillOpen">;
}

/** What was counted while it ran. */
export interface Counted {
  readonly counts: RunCounts;
  readonly start: Instant;
  /** Events put into the intake queue, journeys' own included, lines of customers not. */
  readonly offered: number;
}

export function createReport(
  runtime: LocalRuntime,
  definitions: Definitions,
  { counts, start, offered }: Counted,
): RunReport {
  const open = countOpenGoals(runtime);
  const journeys = [...definitions.live.values()].map(({ name, definition }) => {
    const own = counts.journeys[name] ?? newJourneyCounts();
    const { title = name, owner } = definition;
    const over = sumOf(own.completed) + sumOf(own.exited) + sumOf(own.failed);
    const goal = goalOf(own, definition.goal, open.get(name) ?? noneOpen);
    return { name, title, owner, ...own, inProgress: own.entered - over, ...(goal && { goal }) };
  });
  const { agenda, customers } = runtime;
  const { intake, ...others } = runtime.queues;
  const refused = intake.deadLetters.map(({ error }) => error.message);
  return {
    from: formatInstant(start),
    to: formatInstant(agenda.clock.now()),
    zone: definitions.settings.zone,
    customers: customers.size,
    events: counts.events,
    duplicates: Math.max(0, offered - counts.events - refused.length),
    refused,
    stuck: Object.values(others).flatMap(({ deadLetters }) =>
      deadLetters.map(({ error }) => `${error.name}: ${error.message}`),
    ),
    journeys,
    channels: counts.channels,
    segments: reportSegments(customers, definitions, counts),
    stopped: counts.stopped,
    leftOut: counts.leftOut,
  };
}

/** Every segment that anybody is in or was in. */
function reportSegments(
  customers: LocalRuntime["customers"],
  { segments }: Definitions,
  counts: RunCounts,
): SegmentReport[] {
  const members = new Map<string, number>();
  for (const customer of customers.all()) {
    for (const name of Object.keys(customer.segments)) {
      if (isMember(customer, name)) members.set(name, (members.get(name) ?? 0) + 1);
    }
  }
  const reports = segments.map(({ name, title }) => {
    const { entered = 0, left = 0 } = counts.segments[name] ?? {};
    return { name, title: title ?? name, members: members.get(name) ?? 0, entered, left };
  });
  return reports.filter(({ members, entered }) => members + entered > 0);
}

function goalOf(
  counts: JourneyCounts,
  goal: { event: string; within: string; target?: string | undefined } | undefined,
  open: OpenGoals,
): GoalReport | undefined {
  if (goal === undefined) return undefined;
  const { goalsMet: met, goalValue: value, heldOut, goalsMetByHeldOut } = counts;
  const among = counts.entered + counts.endedAtEntry - counts.undone;
  const decided = Math.max(met, among - open.entered);
  const actual = share(met, decided);
  const heldOutMet = goalsMetByHeldOut;
  const heldOutDecided = Math.max(heldOutMet, heldOut - open.heldOut);
  const target = goal.target === undefined ? undefined : parseShare(goal.target);
  return {
    event: goal.event,
    within: goal.within,
    among,
    met,
    decided,
    actual,
    ...(target !== undefined && target > 0 && { target, attainment: share(actual, target) }),
    value,
    stillOpen: open.entered,
    heldOut: {
      among: heldOut,
      met: heldOutMet,
      decided: heldOutDecided,
      actual: share(heldOutMet, heldOutDecided),
      stillOpen: open.heldOut,
    },
  };
}

/** With at most 6 decimals: 0.18 of 0.2 is 0.9. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((part / whole).toFixed(6));
}

/** Goals that can still be met, of those who entered and of the holdout. */
interface OpenGoals {
  entered: number;
  heldOut: number;
}
const noneOpen: OpenGoals = { entered: 0, heldOut: 0 };

function countOpenGoals({ customers, agenda }: LocalRuntime): Map<string, OpenGoals> {
  const now = agenda.clock.now();
  const open = new Map<string, OpenGoals>();
  for (const { goals } of customers.all()) {
    for (const { journey, until, heldOut } of goals) {
      if (until <= now) continue;
      const known = open.get(journey) ?? { ...noneOpen };
      known[heldOut === true ? "heldOut" : "entered"] += 1;
      open.set(journey, known);
    }
  }
  return open;
}
