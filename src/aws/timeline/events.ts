import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import type { Nested } from "../../core/events/nested.ts";
import type { Events } from "../../core/ports.ts";
import type { EventRecord } from "../../core/timeline/records.ts";
import { attentionOfEvent } from "./attention.ts";
import { createTimelineTable, type TimelineConfig, timeToLive } from "./timeline-table.ts";

/**
 * Events as `event#<id>`, kept 400 days, and what is nested in them as `nested#<id>`, compressed.
 * What is empty is not stored. Events that a person must see are in the index `attention`.
 */
export function createEvents(config: TimelineConfig): Events {
  const timeline = createTimelineTable(config);
  return {
    async find(key, id) {
      const found = await timeline.find(key, eventSk(id));
      if (found === undefined) return undefined;
      return toRecord(id, found);
    },
    async list(key) {
      const found = await timeline.list(key, eventSk(""));
      return found.map(({ sk, ...record }) => toRecord(sk.slice(eventSk("").length), record));
    },
    async keepNested(key, id, nested, accepted) {
      // Half to a fifth of the JSON: an order of 20 items takes 1 write unit instead of 3.
      const json = brotliCompressSync(JSON.stringify(nested));
      await timeline.create(key, nestedSk(id), { json, ttl: timeToLive(accepted) });
    },
    async findNested(key, id) {
      const found = await timeline.find(key, nestedSk(id));
      return readNested(found?.json);
    },
    async listNested(key) {
      const found = await timeline.list(key, nestedSk(""));
      return new Map(
        found.flatMap(({ sk, json }) => {
          const nested = readNested(json);
          return nested === undefined ? [] : [[sk.slice(nestedSk("").length), nested] as const];
        }),
      );
    },
    async record(key, { id, ...event }) {
      await timeline.create(key, eventSk(id), {
        ...event,
        properties: isEmpty(event.properties) ? undefined : event.properties,
        consequences: isEmpty(event.consequences) ? undefined : event.consequences,
        ...attentionOfEvent({ id, ...event }),
        ttl: timeToLive(event.accepted),
      });
    },
  };
}

function toRecord(id: string, found: Record<string, unknown>): EventRecord {
  const { attention: _attention, attentionAt: _at, ...record } = found;
  return { properties: {}, consequences: [], ...record, id } as unknown as EventRecord;
}

function readNested(json: unknown): Nested | undefined {
  if (!(json instanceof Uint8Array)) return undefined;
  return JSON.parse(brotliDecompressSync(json).toString()) as Nested;
}

function eventSk(id: string): string {
  return `event#${id}`;
}

/** Beside the events, not among them: listing those must not read these. */
function nestedSk(id: string): string {
  return `nested#${id}`;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
