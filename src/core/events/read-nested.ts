import { reason } from "../reasons/reason.ts";
import { isName, isObject, placeOf, type Reading } from "./left-out.ts";
import type { Nested, NestedValue } from "./nested.ts";

/**
 * Bytes of JSON that the nested properties of an event may have together: an order of a hundred
 * items. Compressed it is an item of some 4 KB, so 4 write units, and only where somebody reads it.
 */
const mostBytes = 16 * 1024;
/** Levels inside of each other; an item of an order has two or three. */
const mostLevels = 8;

const encoder = new TextEncoder();

/**
 * The properties that are objects or lists of objects. What is too large or too deep is left out
 * whole, and told: half an order would pass for another one. Names that reach a prototype are
 * skipped.
 */
export function readNested(said: unknown, reading: Reading): Nested | undefined {
  if (!isObject(said)) return undefined;
  const nested: Record<string, NestedValue> = {};
  let room = mostBytes;
  for (const [name, value] of Object.entries(said)) {
    if (!isName(name) || !isNested(value)) continue;
    const place = placeOf("properties", name);
    const copied = copy(value, 1);
    if (copied === undefined) {
      reading.leftOut.push(reason("left-out-deep", { place, most: mostLevels }));
      continue;
    }
    const size = encoder.encode(name).length + encoder.encode(JSON.stringify(copied)).length;
    if (size > room) {
      reading.leftOut.push(reason("left-out-nested", { place, most: mostBytes }));
      continue;
    }
    room -= size;
    nested[name] = copied;
  }
  return Object.keys(nested).length === 0 ? undefined : nested;
}

/** Whether a value is an object, or a list with objects or lists in it. */
export function isNested(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((one) => typeof one === "object" && one !== null);
  return typeof value === "object" && value !== null;
}

/** A copy without names that reach a prototype; undefined where it is too deep. */
function copy(value: unknown, level: number): NestedValue | undefined {
  if (level > mostLevels) return undefined;
  if (Array.isArray(value)) {
    const list = value.map((one) => copy(one, level + 1));
    return list.some((one) => one === undefined) ? undefined : (list as NestedValue[]);
  }
  if (isObject(value)) {
    const object: Record<string, NestedValue> = {};
    for (const [name, inside] of Object.entries(value)) {
      if (!isName(name)) continue;
      const copied = copy(inside, level + 1);
      if (copied === undefined) return undefined;
      object[name] = copied;
    }
    return object;
  }
  if (typeof value === "string" || typeof value === "boolean") return value;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
