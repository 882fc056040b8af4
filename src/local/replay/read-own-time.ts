import { type Instant, parseInstant } from "../../core/time/instant.ts";

/**
 * When the event of a line says that it happened; undefined when it doesn't, or isn't an event at
 * all: then parseEvent says why. Cheaper than that, since the clock has to know first.
 */
export function readOwnTime(text: string): Instant | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // Not JSON: parseEvent refuses it with the reason.
    return undefined;
  }
  if (typeof body !== "object" || body === null) return undefined;
  const { at, time, detail } = body as Record<string, unknown>;
  const inside = typeof detail === "object" && detail !== null ? detail : {};
  const said = (inside as Record<string, unknown>)["at"] ?? at ?? time;
  return typeof said === "string" ? parseInstant(said) : undefined;
}
