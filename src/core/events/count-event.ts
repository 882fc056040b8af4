import { isTracked, readTracked } from "../conditions/tracks.ts";
import type { Customer } from "../customers/customer.ts";
import { addToFigure, type Figure } from "../customers/figures.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Instant } from "../time/instant.ts";
import { localDay } from "../time/zone.ts";
import type { CustomerEvent } from "./event.ts";

/** The customer's figures with an event counted into those that track it. */
export function countEvent(
  customer: Customer,
  event: CustomerEvent,
  definitions: Definitions,
  now: Instant,
): Customer["figures"] {
  const tracks = definitions.tracks.get(event.type);
  if (tracks === undefined) return customer.figures;
  const { zone } = definitions.settings;
  const day = localDay(event.at, zone);
  const isJoined = customer.joined !== undefined;
  let figures: Record<string, Figure> | undefined;
  for (const track of tracks) {
    if (!isTracked(track, event, customer.zone ?? zone)) continue;
    figures ??= { ...customer.figures };
    figures[track.id] = addToFigure(
      figures[track.id],
      track,
      { at: event.at, said: event.said, day, isJoined, ...readTracked(track, event.properties) },
      now,
      definitions.today(now),
    );
  }
  return figures ?? customer.figures;
}
