import { longestHourWindow } from "../conditions/window.ts";
import type { EventLeaf, MessageLeaf, ValueTest, Where } from "../definitions/condition.ts";
import { DAY } from "../time/instant.ts";
import { durationOf } from "../turns/compile-program.ts";
import { isNothing } from "./check-duration.ts";
import { error, type Finding } from "./problem.ts";
import { type PlacedCondition, walkCondition } from "./walk-steps.ts";

/** Where a condition stands: a journey's steps know the enrollment and its trigger; others don't. */
export type ConditionScope = "steps" | "entry" | "segment";

/** What the schema of a condition can't see. */
export function checkCondition(placed: PlacedCondition, scope: ConditionScope): Finding[] {
  return walkCondition(placed).flatMap(({ condition: leaf, place }) => {
    if ("event" in leaf) return [...checkEvent(leaf, place), ...checkSince(leaf, place, scope)];
    if ("message" in leaf) return [...checkWindow(leaf, place), ...checkSince(leaf, place, scope)];
    if ("trigger" in leaf) return [...checkTrigger(place, scope), ...checkRange(leaf, place)];
    if ("attribute" in leaf) return checkRange(leaf, place);
    return [];
  });
}

/** Filters of an event's properties. */
export function checkWhere(where: Where | undefined, place: string): Finding[] {
  return Object.entries(where ?? {}).flatMap(([field, test]) =>
    typeof test === "object" ? checkRange(test, `${place}.${field}`) : [],
  );
}

function checkRange({ between }: Pick<ValueTest, "between">, place: string): Finding[] {
  if (between === undefined || between[0] <= between[1]) return [];
  const [high, low] = between;
  return [
    error(`${place}.between`, `nothing is between ${high} and ${low}; write [${low}, ${high}]`),
  ];
}

function checkEvent(leaf: EventLeaf, place: string): Finding[] {
  const findings = [...checkWindow(leaf, place), ...checkWhere(leaf.where, `${place}.where`)];
  for (const measure of ["count", "sum", "average", "daysSince"] as const) {
    findings.push(...checkRange(leaf[measure] ?? {}, `${place}.${measure}`));
  }
  if (leaf.sum !== undefined && leaf.average !== undefined && leaf.sum.of !== leaf.average.of) {
    findings.push(
      error(place, `sum and average of one condition are of one property; write two conditions`),
    );
  }
  if (leaf.daysSince !== undefined && (leaf.within ?? leaf.since) !== undefined) {
    const key = leaf.within === undefined ? "since" : "within";
    findings.push(
      error(
        `${place}.daysSince`,
        `counts from the last event ever; take out "${key}" or write two conditions`,
      ),
    );
  }
  return findings;
}

function checkWindow(leaf: EventLeaf | MessageLeaf, place: string): Finding[] {
  const { within, since } = leaf;
  if (within === undefined) return [];
  const at = `${place}.within`;
  if (since !== undefined) return [error(at, 'write either "within" or "since", not both')];
  const { months, days, ms } = durationOf(within);
  if (isNothing(within)) return [error(at, `"${within}" is no time at all`, { found: within })];
  if (months + days > 0 && ms > 0) {
    const message = `"${within}" mixes days and hours; write days ("4d") or hours ("36h")`;
    return [error(at, message, { found: within })];
  }
  if (ms > longestHourWindow) {
    const wanted = `${Math.ceil(ms / DAY)}d`;
    const message = `"${within}" is longer than 72h; write "${wanted}"`;
    return [error(at, message, { found: within, wanted })];
  }
  return [];
}

function checkSince(
  leaf: EventLeaf | MessageLeaf,
  place: string,
  scope: ConditionScope,
): Finding[] {
  if (leaf.since === undefined || scope === "steps") return [];
  const where = scope === "segment" ? "a segment" : "a condition of entry";
  return [error(`${place}.since`, `${where} knows no entry; write "within"`)];
}

function checkTrigger(place: string, scope: ConditionScope): Finding[] {
  switch (scope) {
    case "steps":
      return [];
    case "entry":
      return [error(place, 'the event that is entered on is filtered by "entry.where"')];
    case "segment":
      return [error(place, "a segment is about the customer; it knows no event of a journey")];
  }
}
