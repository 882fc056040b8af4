import { longestFavourite } from "../customers/favourites.ts";
import type { FigureNeeds, Happened, Keep } from "../customers/figures.ts";
import type { Where } from "../definitions/condition.ts";
import type { Scalar } from "../definitions/words.ts";
import type { CustomerEvent, Properties } from "../events/event.ts";
import { hashId } from "../hash.ts";
import { isInRange, parseTimeRange, type TimeRange } from "../time/local-clock.ts";
import { localTime } from "../time/zone.ts";
import { numberOf } from "./number-of.ts";
import { both, compileWhere, type Test } from "./value-test.ts";

/** One tracked event: the figure kept under `id` in every customer that it happens to. */
export interface Track extends FigureNeeds {
  readonly id: string;
  readonly event: string;
  readonly test: Test<Properties>;
  /** The property that is summed, or of which numbers or values are kept. */
  readonly of: string | undefined;
  /** The properties that it looks at. */
  readonly reads: readonly string[];
  /** The part of the customer's day that it is about. */
  readonly hours?: TimeRange | undefined;
}

/** Whether a figure counts the event. @param zone the customer's; else the shop's */
export function isTracked(track: Track, event: CustomerEvent, zone: string): boolean {
  if (!track.test(event.properties)) return false;
  return track.hours === undefined || isInRange(track.hours, localTime(event.at, zone).minute);
}

/** A figure as a definition asks for it, such that it can be written down. */
export interface WantedFigure extends FigureNeeds {
  readonly event: string;
  readonly where: Where | undefined;
  readonly of: string | undefined;
  /** As written: "22:00-06:00". */
  readonly timeOfDay?: string | undefined;
}

/** The tracked events that a set of definitions needs, merged by identity. */
export interface Tracks {
  /** Asks for a figure; returns its id. The longest window asked for wins. */
  want(wanted: WantedFigure): string;
  /** By event type. */
  list(): ReadonlyMap<string, readonly Track[]>;
}

/** The event's type where that alone identifies the figure; else with a hash of filter and sum. */
function trackId(wanted: WantedFigure): string {
  const { where, of, timeOfDay } = wanted;
  if (where === undefined && of === undefined && timeOfDay === undefined) return wanted.event;
  const filter = Object.entries(where ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [
    JSON.stringify(filter),
    of ?? "",
    ...optional(wanted.keep),
    ...optional(timeOfDay),
  ];
  return `${wanted.event}#${hashId(...parts).slice(0, 6)}`;
}

/** A part that is left out leaves the ids as they were before there was such a part. */
function optional(part: string | undefined): string[] {
  return part === undefined ? [] : [part];
}

function compileTest({ where, of, keep }: WantedFigure): Test<Properties> {
  if (keep === undefined || of === undefined) return compileWhere(where);
  return both([compileWhere(where), (properties) => isKept(properties[of], keep)]);
}

function isKept(value: Properties[string] | undefined, keep: Keep): boolean {
  switch (keep) {
    case "numbers":
      return typeof value === "number";
    case "values":
      return value !== undefined && typeof value !== "object";
    case "favourites":
      return value !== undefined && (typeof value !== "object" || value.length > 0);
  }
}

/** Characters of a text that a figure keeps: a product's or category's name, not prose. */
export const longestKeptText = { values: 100, favourites: longestFavourite } as const;

/** The part of an event that a figure counts. */
export function readTracked(
  track: Track,
  properties: Properties,
): Pick<Happened, "value" | "values"> {
  const property = track.of === undefined ? undefined : properties[track.of];
  const value = numberOf(property) ?? 0;
  const { keep } = track;
  if (property === undefined || keep === undefined || keep === "numbers") return { value };
  const said = typeof property === "object" ? new Set(property) : [property];
  return { value, values: [...said].map((one) => cutText(one, longestKeptText[keep])) };
}

/** One character more than a test may have: what was cut equals none of them. */
function cutText(value: Scalar, longest: number): Scalar {
  return typeof value === "string" ? value.slice(0, longest + 1).toWellFormed() : value;
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
        reads: [...Object.keys(wanted.where ?? {}), ...optional(wanted.of)],
        test: known?.test ?? compileTest(wanted),
        days: Math.max(wanted.days, known?.days ?? 0),
        recent: wanted.recent || (known?.recent ?? false),
        keep: wanted.keep,
        hours: wanted.timeOfDay === undefined ? undefined : parseTimeRange(wanted.timeOfDay),
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
