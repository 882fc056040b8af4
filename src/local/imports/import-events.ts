import { parseEventBody } from "../../core/events/parse-event.ts";
import type { Refusal } from "../../core/imports/compile-cell.ts";
import type { EventsMap } from "../../core/imports/import-map.ts";
import { compileEventsMap, type MappedEvent } from "../../core/imports/map-event.ts";
import { createDayOrder, createEventNames } from "../../core/imports/name-events.ts";
import { printReason, type Reason } from "../../core/reasons/reason.ts";
import { formatInstant, type Instant } from "../../core/time/instant.ts";
import { type ImportedRows, mostSamples } from "./import-customers.ts";
import type { LinesFile } from "./lines-file.ts";
import { createRowCounts, type Misfit, mapSource, type SourceOptions } from "./map-source.ts";
import { createLineSorter, type LineSorter } from "./sort-lines.ts";
import { createSpill, type Spill } from "./spill.ts";

export interface EventsImport extends SourceOptions {
  readonly map: EventsMap;
  readonly out: LinesFile;
  readonly now: Instant;
  /** Told of parts of the customers whose events are named, of {@link spillParts}. */
  readonly merged?: (parts: number) => void;
}

/** A row on its way to a name: beside what happened, what the row says, where the name hangs on it. */
type Waiting = MappedEvent & { readonly text?: string };

/**
 * Maps files of past events and writes a line per event, by time. Rows lie on disk by customer while
 * they get their ids, and once more while they are sorted. Of rows with one id of their own the first
 * is the event.
 */
export async function importEvents(
  options: EventsImport,
): Promise<ImportedRows | ({ readonly kind: "misfit" } & Misfit)> {
  const { map, out, now } = options;
  const counts = createRowCounts();
  const spill = createSpill();
  const sorter = createLineSorter();
  try {
    let taken = 0;
    const read = await mapSource(
      map,
      (form) => compileEventsMap(map, form),
      ({ mapped, source, file }) => {
        const checked = checkEvent(mapped, now);
        if ("reason" in checked) return checked;
        for (const part of checked) {
          counts.leftOut.add(printReason(part), `${file} line ${source.line}`);
        }
        const waiting = mapped.id === undefined ? { ...mapped, text: source.text } : mapped;
        spill.add(mapped.customer, JSON.stringify(waiting));
        taken += 1;
        return undefined;
      },
      options,
      counts,
    );
    if ("problems" in read) return { kind: "misfit", ...read };
    const named = nameEvents(spill, sorter, options);
    const samples: string[] = [];
    for (const line of sorter.read()) {
      out.add(line);
      if (samples.length < mostSamples) samples.push(line);
    }
    return {
      kind: "imported",
      ...read,
      ...counts,
      written: named,
      merged: taken - named,
      samples,
    };
  } finally {
    spill.remove();
    sorter.remove();
  }
}

function lineOf({ type, customer, properties }: MappedEvent, id: string, at: Instant): string {
  return JSON.stringify({ id, type, at: formatInstant(at), customer, properties });
}

/** Checked as it will be taken in; the time is told apart, for it differs in every row. */
function checkEvent(event: MappedEvent, now: Instant): Refusal | readonly Reason[] {
  const { type, customer, properties, id = "id" } = event;
  const at = formatInstant(event.at);
  const parsed = parseEventBody({ id, type, at, customer, properties }, now);
  if (parsed.kind === "event") return parsed.event.leftOut ?? [];
  const { reason } = parsed;
  return { reason, about: reason.replace(/^at: \S+ /, "at: ") };
}

/** @returns how many events there are */
function nameEvents(spill: Spill, sorter: LineSorter, { merged }: EventsImport): number {
  let written = 0;
  let parts = 0;
  for (const group of spill.read()) {
    for (const texts of group.values()) {
      const nameEvent = createEventNames();
      const placeInDay = createDayOrder();
      const known = new Set<string>();
      for (const text of texts) {
        const event = JSON.parse(text) as Waiting;
        const id = event.id ?? nameEvent(event.type, event.text ?? "");
        if (known.has(id)) continue;
        known.add(id);
        const at = event.wholeDay ? placeInDay(event.customer, event.at) : event.at;
        sorter.add(at, lineOf(event, id, at));
        written += 1;
      }
    }
    parts += 1;
    merged?.(parts);
  }
  return written;
}
