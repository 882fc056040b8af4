import type { Facts } from "./facts.ts";

/**
 * An entry that is taken back counts for no limit of re-entry any more; nor does the visitor's entry
 * that it continues after a join.
 */
export function takeBack(
  { entered }: Pick<Facts, "entered">,
  enrollment: string,
  seq: number,
): void {
  const entry = entered.get(enrollment);
  if (entry === undefined) return;
  entered.set(enrollment, { ...entry, undone: seq });
  if (entry.continues !== undefined) takeBack({ entered }, entry.continues, seq);
}
