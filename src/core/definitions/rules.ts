/**
 * The rules that a journey version is played by. A change of what a journey means gets the next
 * number: what is published from then on follows it, and versions that were published before keep
 * the rules that they were published under, so that nothing changes for a customer in mid-journey.
 * 1: versions published by 0.1.0 and 0.2.0 · 2: from then on (keys, ties and own exits).
 */
export const currentRules = 2;

/** Rules of a version that the catalog holds without a number: 0.1.0 and 0.2.0 stored none. */
export const firstRules = 1;

/**
 * Whether a version listens by key, compares with its trigger, and tells events of one instant apart
 * (docs/decisions/0019-which-event-concerns-which-run.md).
 */
export function isKeyed(rules: number): boolean {
  return rules >= 2;
}
