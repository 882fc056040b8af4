import { plural } from "../../core/reasons/plural.ts";
import { type Instant, parseInstant } from "../../core/time/instant.ts";
import { formatDay, localDay } from "../../core/time/zone.ts";
import { addOne, type Counts, sumOf } from "./counts.ts";
import { type Cell, formatTable } from "./format-table.ts";
import type { GoalReport, JourneyReport, RunReport, SegmentReport } from "./run-report.ts";

/** The report as lines of text: what it was about, then tables with their heading. */
export function printReport(report: RunReport): string[] {
  const { journeys, stuck, stopped } = report;
  return [
    ...intro(report),
    ...heading("Journeys", journeysTable(journeys)),
    ...heading("Segments", segmentsTable(report.segments)),
    ...heading("Why", reasonsTable(journeys)),
    ...heading("Ways taken", waysTable(journeys)),
    ...heading("Messages", messagesTable(report)),
    ...heading("Goals", goalsTable(journeys)),
    ...heading("Offers and tasks", handedOutTable(journeys)),
    ...heading("Dead letters, a person has to look", countedTable("error", stuck)),
    ...heading(
      "Circles that were stopped, a person has to look",
      table(["not entered", "times"], ranked(stopped)),
    ),
  ];
}

function intro({ zone, ...report }: RunReport): string[] {
  const from = parseInstant(report.from) ?? 0;
  // Until midnight is until the day before.
  const to = Math.max(from, (parseInstant(report.to) ?? 0) - 1);
  const { customers, events, duplicates, refused, leftOut } = report;
  const day = (at: Instant) => formatDay(localDay(at, zone));
  const number = (count: number) => count.toLocaleString("en-US");
  return [
    `${day(from)} to ${day(to)} in ${zone}: ${plural(customers, "customer")}, ${plural(events, "event")} accepted`,
    `${number(duplicates)} came again and changed nothing; ${number(refused.length)} refused, with the reason, into the dead-letter queue`,
    ...heading("Refused events", countedTable("reason", refused.map(inShort))),
    ...heading("Left out of events that count", table(["what", "times"], topReasons(leftOut))),
  ];
}

/** Reasons that differ only in what was quoted are one. */
function inShort(reason: string): string {
  return reason.replace(/^not JSON: .*/s, "not JSON").replaceAll(/\d{4}-\d\d-\S+/g, "…");
}

function countedTable(title: string, words: readonly string[]): string[] {
  const counts: Counts = {};
  for (const word of words) addOne(counts, word);
  return table([title, "times"], topReasons(counts));
}

function heading(title: string, table: readonly string[]): string[] {
  return table.length === 0 ? [] : ["", title, ...table];
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  return rows.length === 0 ? [] : formatTable(head, rows);
}

function journeysTable(journeys: readonly JourneyReport[]): string[] {
  const head = ["journey", "", "entered", "in progress", "completed", "exited", "failed"];
  const rows = journeys.map((journey) => [
    journey.name,
    journey.title,
    journey.entered,
    journey.inProgress,
    sumOf(journey.completed),
    sumOf(journey.exited),
    sumOf(journey.failed),
    journey.endedAtEntry,
    journey.heldOut,
    sumOf(journey.notEntered),
  ]);
  return table([...head, "ended at entry", "held out", "not entered"], rows);
}

function segmentsTable(segments: readonly SegmentReport[]): string[] {
  const rows = segments.map(({ name, title, members, entered, left }) => {
    return [name, title, members, entered, left];
  });
  return table(["segment", "", "members", "entered", "left"], rows);
}

/** The most frequent first. */
function ranked(counts: Readonly<Counts>): [string, number][] {
  return Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** A reason for each combination of channels is too much to read; report.json has them all. */
const mostReasons = 5;

function topReasons(counts: Readonly<Counts>): [string, number][] {
  const all = ranked(counts);
  if (all.length <= mostReasons) return all;
  const rest = all.slice(mostReasons - 1);
  const others = sumOf(Object.fromEntries(rest));
  return [
    ...all.slice(0, mostReasons - 1),
    [`${rest.length} more reasons, in report.json`, others],
  ];
}

function reasonsTable(journeys: readonly JourneyReport[]): string[] {
  const kinds = [
    ["not entered", "notEntered"],
    ["exited by", "exited"],
    ["of another key", "notExited"],
    ["of another value", "notAlike"],
    ["completed", "completed"],
    ["failed", "failed"],
    ["held", "held"],
    ["not sent", "notSent"],
  ] as const;
  const rows = journeys.flatMap((journey) =>
    kinds.flatMap(([word, kind]) =>
      topReasons(journey[kind]).map(([reason, count]) => [journey.name, word, reason, count]),
    ),
  );
  return table(["journey", "what", "reason", "times"], rows);
}

function waysTable(journeys: readonly JourneyReport[]): string[] {
  const rows = journeys.flatMap(({ name, ways }) =>
    Object.entries(ways).flatMap(([step, counts]) =>
      ranked(counts).map(([way, count]) => [name, step, way, count]),
    ),
  );
  return table(["journey", "step", "way", "times"], rows);
}

/** Final states, then what is still under way. */
const states = ["sent", "failed", "suppressed", "dropped", "unknown", "held"] as const;
const moving = ["queued", "claimed", "sending"] as const;
const reports = ["delivered", "opened", "clicked", "bounced", "complained"] as const;

function messagesTable({ channels }: RunReport): string[] {
  const rows = Object.entries(channels).map(([channel, counts]) => [
    channel,
    ...states.map((state) => counts.states[state] ?? 0),
    moving.reduce((sum, state) => sum + (counts.states[state] ?? 0), 0),
    ...reports.map((report) => counts.reports[report] ?? 0),
  ]);
  rows.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return table(["channel", ...states, "in motion", ...reports], rows);
}

function percent(value: number | undefined): string {
  return value === undefined ? "" : `${(value * 100).toFixed(1)} %`;
}

function goalsTable(journeys: readonly JourneyReport[]): string[] {
  const rows = journeys.flatMap(({ name, owner, goal }) =>
    goal === undefined ? [] : [[name, owner, ...goalCells(goal)]],
  );
  const head = ["journey", "owner", "goal", "target", "met", "of", "actual", "still open"];
  const heldOut = ["held out: met", "of", "actual", "still open"];
  return table([...head, "attainment", "value", ...heldOut], rows);
}

function goalCells(goal: GoalReport): Cell[] {
  const { heldOut } = goal;
  return [
    `${goal.event} within ${goal.within}`,
    percent(goal.target),
    ...sharesOf(goal),
    goal.decided === 0 ? "" : percent(goal.attainment),
    goal.value,
    ...sharesOf(heldOut),
  ];
}

/** The share of those decided, and how many are not. */
function sharesOf({ met, decided, actual, stillOpen }: GoalReport["heldOut"]): Cell[] {
  return [met, decided, decided === 0 ? "" : percent(actual), stillOpen];
}

function handedOutTable(journeys: readonly JourneyReport[]): string[] {
  const rows = journeys.flatMap(({ name, offers, tasks }) => [
    ...ranked(offers).map(([offer, count]) => [name, "offer", offer, count]),
    ...ranked(tasks).map(([team, count]) => [name, "task", `for ${team}`, count]),
  ]);
  return table(["journey", "what", "which", "times"], rows);
}
