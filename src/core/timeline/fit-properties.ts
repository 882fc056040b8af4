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
 * The properties that fit 1 KB, those that definitions read first, else in their order: one that
 * doesn't fit is left out whole, since half a value would pass for another, and later ones may still
 * fit. The record of an order tells later which run an event concerns, so its key must not be what is
 * left out for a long note before it.
 * @param read names that definitions read, the most important first
 * @returns also the names of those left out, the first 8
 */
export function fitProperties(
  properties: Properties,
  read: ReadonlySet<string> = new Set(),
): {
  readonly properties: Properties;
  readonly cut: readonly string[];
} {
  const kept: Record<string, Properties[string]> = {};
  const cut: string[] = [];
  let bytes = 0;
  const names = [...read].filter((name) => Object.hasOwn(properties, name));
  const others = Object.keys(properties).filter((name) => !read.has(name));
  for (const name of [...names, ...others]) {
    const value = properties[name];
    if (value === undefined) continue;
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
