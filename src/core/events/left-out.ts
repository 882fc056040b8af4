import { isReserved } from "../definitions/words.ts";
import { type Reason, reason } from "../reasons/reason.ts";
import type { Instant } from "../time/instant.ts";

/** An event while it is read. It counts whatever its decorations: they never refuse the fact. */
export interface Reading {
  /** Own time of the event. */
  readonly at: Instant;
  /** When it is accepted. */
  readonly now: Instant;
  /** What could not be read, in the order in which it was met. */
  readonly leftOut: Reason[];
  /** Characters that attributes and properties may still take. */
  room: number;
}

/**
 * Room for attributes and properties: one billing chunk of EventBridge. What a storefront says of one
 * event fits many times over, and the customer's item stays far below DynamoDB's 400 KB.
 */
export const roomOfEvent = 64 * 1024;

/**
 * Parts named in an event's record: a record below 2 KB costs two write units, and more names tell
 * people nothing new.
 */
const mostNamed = 8;

/** The first parts, and how many more there are. */
export function fitLeftOut(parts: readonly Reason[]): readonly Reason[] {
  if (parts.length <= mostNamed) return parts;
  const count = parts.length - mostNamed;
  return [...parts.slice(0, mostNamed), reason("left-out-more", { count })];
}

/** Longest name of an attribute, a property or a tag. */
export const longestName = 64;

/** Whether a name from outside can be a key: it reaches no prototype. */
export function isName(name: string): boolean {
  return name.length > 0 && name.length <= longestName && !isReserved(name);
}

/** Where something stands, such as customer.attributes.tier; short enough for a record. */
export function placeOf(...path: readonly (string | number)[]): string {
  return path.map((part) => String(part).slice(0, longestName).toWellFormed()).join(".");
}

/** What a value is, without telling it: it may be a person's. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? `a text of ${value.length} characters` : `a ${typeof value}`;
}

/** Whether it is an object with names, not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
