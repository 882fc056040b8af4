import type { FigureNeeds } from "../customers/figures.ts";
import type { Where } from "../definitions/condition.ts";
import type { Properties } from "../events/event.ts";
import { hashId } from "../hash.ts";
import { compileWhere, type Test } from "./value-test.ts";

/** One tracked event: the figure kept under `id` in every customer that it happens to. */
export interface Track extends FigureNeeds {
  readonly id: string;
  readonly event: string;
  readonly test: Test<Properties>;
  /** The property that is summed. */
  readonly of: string | undefined;
}

interface Wanted extends FigureNeeds {
  readonly event: string;
  readonly where: Where | undefined;
  readonly of: string | undefined;
}

/** The tracked events that a set of definitions needs, merged by identity. */
export interface Tracks {
  /** Asks for a figure; returns its id. The longest window asked for wins. */
  want(wanted: Wanted): string;
  /** By event type. */
  list(): ReadonlyMap<string, readonly Track[]>;
}

/** The event's type where that alone identifies the figure; else with a hash of filter and sum. */
function trackId(wanted: Wanted): string {
  if (wanted.where === undefined && wanted.of === undefined) return wanted.event;
  const filter = Object.entries(wanted.where ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${wanted.event}#${hashId(JSON.stringify(filter), wanted.of ?? "").slice(0, 6)}`;
}

export function createTracks(): Tracks {
  const tracks = new Map<string, Track>();
  return {
    want(wanted) {
      const id = trackId(wanted);
      const known = tracks.get(id);
      tracks.set(id, {
        id,
        event: wanted.event,
        of: wanted.of,
        test: known?.test ?? compileWhere(wanted.where),
        days: Math.max(wanted.days, known?.days ?? 0),
        recent: wanted.recent || (known?.recent ?? false),
      });
      return id;
    },
    list() {
      const byEvent = new Map<string, Track[]>();
      for (const track of tracks.values()) {
        byEvent.set(track.event, [...(byEvent.get(track.event) ?? []), track]);
      }
      return byEvent;
    },
  };
}
