import type { CustomerEvent } from "../../src/core/events/event.ts";
import { formatInstant } from "../../src/core/time/instant.ts";
import { createLinesFile } from "../../src/local/imports/lines-file.ts";
import type { Streams } from "../commands/streams.ts";
import { sayCount } from "./say-count.ts";

/** Writes events as JSON Lines, for `sojourn run --events`. */
export function writeEvents(
  path: string,
  events: readonly CustomerEvent[],
  { out }: Pick<Streams, "out">,
): void {
  const file = createLinesFile(path);
  for (const { id, type, customer, at, profile } of events) {
    file.add(
      JSON.stringify({ id, type, at: formatInstant(at), customer: { id: customer, ...profile } }),
    );
  }
  file.keep();
  out(`Wrote ${path}: ${sayCount(events.length, "event")}\n`);
}
