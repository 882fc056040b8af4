import { mostAge, parseEventBody } from "../../core/events/parse-event.ts";
import type { Refusal } from "../../core/imports/compile-cell.ts";
import { addLine } from "../../core/imports/compile-lines.ts";
import type { EventsMap } from "../../core/imports/import-map.ts";
import { compileEventsMap, type MappedEvent } from "../../core/imports/map-event.ts";
import { printReason, type Reason } from "../../core/reasons/reason.ts";
import { formatInstant, type Instant } from "../../core/time/instant.ts";
import { createEventTypes, type EventTypes } from "./event-types.ts";
import { type EventRow, type GatheredEvent, gatherEvents } from "./gather-events.ts";
import { type ImportedRows, mostSamples } from "./import-customers.ts";
import type { LinesFile } from "./lines-file.ts";
import {
  createRowCounts,
  type Misfit,
  mapSource,
  type RowCounts,
  type SourceOptions,
} from "./map-source.ts";
import { createLineSorter, type LineSorter } from "./sort-lines.ts";
import { createSpill, type Spill } from "./spill.ts";
import { tellIds } from "./tell-ids.ts";

export interface EventsImport extends SourceOptions {
  readonly map: EventsMap;
  readonly out: LinesFile;
  readonly now: Instant;
  /** Whether age is judged by `now`. Else it is by the last event of the files, up to `now`. */
  readonly isNowGiven: boolean;
  /** Told of parts of the customers whose events are named, of {@link spillParts}. */
  readonly merged?: (parts: number) => void;
}

/**
 * Maps files of past events and writes a line per event, by time. Rows lie on disk by customer while
 * they get their ids, and once more while they are sorted. What rows of one id come to:
 * {@link gatherEvents}.
 */
export async function importEvents(
  options: EventsImport,
): Promise<ImportedRows | ({ readonly kind: "misfit" } & Misfit)> {
  const { map, out, now } = options;
  const counts = createRowCounts();
  const spill = createSpill();
  const sorter = createLineSorter();
  const types = createEventTypes(map);
  try {
    let latest = Number.NEGATIVE_INFINITY;
    const read = await mapSource(
      map,
      (form) => compileEventsMap(map, form),
      ({ mapped, source, file }) => {
        // Of the age the last event decides, which is not read yet; nothing is later than now.
        const isAged = options.isNowGiven || mapped.at > now;
        const checked = checkEvent(mapped, isAged ? now : mapped.at);
        if ("reason" in checked) return checked;
        for (const part of checked) {
          counts.leftOut.add(printReason(part), `${file} line ${source.line}`);
        }
        latest = Math.max(latest, mapped.at);
        const { line, text } = source;
        types.note(mapped, `${file} line ${line}`);
        tellIds(counts.told, { customer: mapped.customer, eventId: mapped.id });
        const row: EventRow = { event: mapped, file, line, text };
        spill.add(mapped.customer, JSON.stringify(row));
        return undefined;
      },
      options,
      counts,
    );
    if ("problems" in read) return { kind: "misfit", ...read };
    const gathered = gatherAll(spill, sorter, counts, types, {
      ...options,
      now: options.isNowGiven ? now : latest,
    });
    const samples: string[] = [];
    for (const line of sorter.read()) {
      out.add(line);
      if (samples.length < mostSamples) samples.push(line);
    }
    return {
      kind: "imported",
      ...read,
      ...counts,
      ...gathered,
      mixed: types.mixed(),
      samples,
    };
  } finally {
    spill.remove();
    sorter.remove();
  }
}

/** Checked as it will be taken in. */
function checkEvent(event: MappedEvent, now: Instant): Refusal | readonly Reason[] {
  const { type, customer, id = "id", lines } = event;
  const at = formatInstant(event.at);
  const properties = { ...event.properties, ...(lines && addLine(undefined, lines)) };
  const parsed = parseEventBody({ id, type, at, customer, properties }, now);
  if (parsed.kind === "event") return parsed.event.leftOut ?? [];
  const { reason } = parsed;
  return { reason, about: aboutTime(reason) };
}

/** The time differs in every row. */
function aboutTime(reason: string): string {
  return reason.replace(/^at: \S+ /, "at: ");
}

/** What the rows came to; those that are no event go to the rejects. */
function gatherAll(
  spill: Spill,
  sorter: LineSorter,
  counts: RowCounts,
  types: EventTypes,
  { merged, now, rejects }: EventsImport,
): Pick<ImportedRows, "written" | "merged" | "added" | "differing"> {
  const totals = { written: 0, merged: 0, added: 0, differing: { rows: 0, ids: 0 } };
  const reject = ({ file, line, text }: EventRow, { reason, about }: Refusal) => {
    rejects.add({ file, line, reason, text });
    counts.rejected.add(about, `${file} line ${line}`);
  };
  let parts = 0;
  for (const group of spill.read()) {
    for (const texts of group.values()) {
      const found = gatherEvents(texts.map((text) => JSON.parse(text) as EventRow));
      totals.merged += found.repeats;
      totals.added += found.added;
      totals.differing.rows += found.differing.length;
      totals.differing.ids += new Set(found.differing.map(({ id }) => id)).size;
      for (const row of found.differing) reject(row, differs(row.id));
      for (const { name, row } of found.unlike) {
        const what = `${name} differs from the first row of its event, whose word counts`;
        counts.leftOut.add(what, `${row.file} line ${row.line}`);
      }
      for (const event of found.events) {
        const line = lineOf(event, types, now);
        if (typeof line !== "string") reject(event.row, line);
        else {
          sorter.add(event.at, line);
          totals.written += 1;
        }
      }
    }
    parts += 1;
    merged?.(parts);
  }
  return totals;
}

/** Why a row is none of the events, though another of its id is. */
function differs(id: string): Refusal {
  const what = "differs from the first row of its id";
  return { reason: `eventId: ${JSON.stringify(id)} ${what}`, about: `eventId: ${what}` };
}

/** The event's line, checked again where its rows were added up or it is old; or why it can't be used. */
function lineOf(
  { id, at, row, lines }: GatheredEvent,
  types: EventTypes,
  now: Instant,
): string | Refusal {
  const { type, customer, properties } = row.event;
  const all = { ...types.settle(properties), ...(lines && types.settleLines(lines)) };
  const body = { id, type, at: formatInstant(at), customer, properties: all };
  if (lines !== undefined || at < now - mostAge) {
    const parsed = parseEventBody(body, Math.max(at, now));
    if (parsed.kind !== "event") {
      return { reason: parsed.reason, about: aboutTime(parsed.reason) };
    }
  }
  return JSON.stringify(body);
}
