import { addLine, type LinesOfEvent } from "../../core/imports/compile-lines.ts";
import type { MappedEvent } from "../../core/imports/map-event.ts";
import { createDayOrder, createEventNames } from "../../core/imports/name-events.ts";
import type { Instant } from "../../core/time/instant.ts";

/** A row of a file as what happened; JSON keeps it. */
export interface EventRow {
  readonly event: MappedEvent;
  readonly file: string;
  readonly line: number;
  /** As it stands there. */
  readonly text: string;
}

/** What the rows of one customer came to. */
export interface Gathered {
  readonly events: readonly GatheredEvent[];
  /** Rows that say the same as one before them. */
  readonly repeats: number;
  /** Rows that were added to the first of their id. */
  readonly added: number;
  /** Rows of an id that say something else than its first row, where nothing adds them up. */
  readonly differing: readonly (EventRow & { readonly id: string })[];
  /** Properties in which an added row differs from the first one. */
  readonly unlike: readonly { readonly name: string; readonly row: EventRow }[];
}

export interface GatheredEvent {
  readonly id: string;
  readonly at: Instant;
  /** Its first row. */
  readonly row: EventRow;
  readonly lines: LinesOfEvent | undefined;
}

interface Group {
  readonly first: EventRow;
  /** Texts of its rows; of lines, each with how many like it its file had before. */
  readonly texts: Set<string>;
  lines: LinesOfEvent | undefined;
}

/**
 * Gathers the rows of one customer into events. Rows without an id of their own are an event each.
 * Of rows with one id those that say the same are one. Others are lines of one event where the
 * mapping adds them up, and two lines that say the same are two, but for those that another file
 * says again; without such a rule they are given back: nothing is dropped as a repeat that is none.
 * @param rows in the order of the files
 */
export function gatherEvents(rows: readonly EventRow[]): Gathered {
  const nameEvent = createEventNames();
  const placeInDay = createDayOrder();
  const groups = new Map<string, Group>();
  const inFile = new Map<string, number>();
  const differing: (EventRow & { id: string })[] = [];
  const unlike: { name: string; row: EventRow }[] = [];
  let repeats = 0;
  let added = 0;
  for (const row of rows) {
    const { event, file, text } = row;
    const id = event.id ?? nameEvent(event.type, text);
    const line = event.lines === undefined ? text : `${countIn(inFile, file, id, text)} ${text}`;
    const group = groups.get(id);
    if (group === undefined) {
      const lines = event.lines && addLine(undefined, event.lines);
      groups.set(id, { first: row, texts: new Set([line]), lines });
      continue;
    }
    if (group.texts.has(line)) {
      repeats += 1;
    } else if (event.lines === undefined) {
      differing.push({ ...row, id });
    } else {
      group.texts.add(line);
      group.lines = addLine(group.lines, event.lines);
      added += 1;
      for (const name of unlikeIn(group.first.event, event)) unlike.push({ name, row });
    }
  }
  const events = [...groups].map(([id, { first, lines }]): GatheredEvent => {
    const { wholeDay, customer, at } = first.event;
    return { id, at: wholeDay ? placeInDay(customer, at) : at, row: first, lines };
  });
  return { events, repeats, added, differing, unlike };
}

/** How many rows like it the file had before. */
function countIn(counts: Map<string, number>, ...row: readonly string[]): number {
  const key = JSON.stringify(row);
  const before = counts.get(key) ?? 0;
  counts.set(key, before + 1);
  return before;
}

/** What two rows of one event say differently beside their lines. */
function unlikeIn(first: MappedEvent, other: MappedEvent): string[] {
  const names = new Set([...Object.keys(first.properties), ...Object.keys(other.properties)]);
  const unlike = [...names].filter((name) => {
    return JSON.stringify(first.properties[name]) !== JSON.stringify(other.properties[name]);
  });
  const places = unlike.map((name) => `properties.${name}`);
  if (first.type !== other.type) places.push("type");
  if (first.at !== other.at) places.push("at");
  return places;
}
