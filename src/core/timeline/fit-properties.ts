import type { Properties } from "../events/event.ts";

/**
 * With its type, times and consequences an event then stays below 2 KB, two write units: the
 * budget of an event is 5, and 3 are the customer's (DESIGN §9).
 */
const mostBytes = 1024;
/** Names of what was cut are kept for people; more than these tell them nothing new. */
const mostNames = 8;

const encoder = new TextEncoder();

/**
 * The properties that fit 1 KB, in their order: one that doesn't is left out whole, since half a
 * value would pass for another, and later ones may still fit.
 * @returns also the names of those left out, the first 8
 */
export function fitProperties(properties: Properties): {
  readonly properties: Properties;
  readonly cut: readonly string[];
} {
  const kept: Record<string, Properties[string]> = {};
  const cut: string[] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(properties)) {
    const size = encoder.encode(name).length + encoder.encode(JSON.stringify(value)).length;
    if (bytes + size > mostBytes) {
      cut.push(name);
      continue;
    }
    bytes += size;
    kept[name] = value;
  }
  return { properties: kept, cut: cut.slice(0, mostNames) };
}
