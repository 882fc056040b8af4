/**
 * Words of the definition files that need no schema. Functions that run what was compiled load
 * these alone: the schemas of words.ts would bring 80 KB of zod into each of their bundles.
 */

/**
 * Types of the events that Sojourn makes of a customer itself: of segments that are entered or left
 * or of which it is a member when a journey comes, of dates that have come, of days without an
 * event. Nobody else may say so.
 */
export const derivedTypes = [
  "segment.entered",
  "segment.left",
  "segment.member",
  "date.reached",
  "inactivity.reached",
] as const;

export function isDerived(type: string): boolean {
  return derivedTypes.some((one) => one === type);
}

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** "12.5%" → 0.125. Expects a text that the schema `share` accepted. */
export function parseShare(text: string): number {
  return Number(text.slice(0, -1)) / 100;
}
