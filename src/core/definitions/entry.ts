import type { Where } from "./condition.ts";
import type { ExitRule, Journey } from "./journey.ts";

/** An event that a journey is entered or left on, and its filter. */
export interface RuleOfEvent {
  readonly event: string;
  readonly where: Where | undefined;
  /** Whether it takes an event of another key. */
  readonly anyKey?: boolean | undefined;
}

/** What a journey is entered on, as an event: segments, dates and inactivity make events, too. */
export function entryRule({ name, entry }: Pick<Journey, "name" | "entry">): RuleOfEvent & {
  /** The property of the event whose value a run is of. */
  readonly key: string | undefined;
} {
  if ("segment" in entry) {
    return { event: entry.on, where: { segment: entry.segment }, key: undefined };
  }
  // The sweep makes such an event for one journey only.
  if ("attribute" in entry) return { event: entry.on, where: { journey: name }, key: undefined };
  if ("days" in entry) return { event: entry.on, where: { journey: name }, key: "days" };
  return { event: entry.on, where: entry.where, key: entry.key };
}

/** An exit as an event: of a segment, that the one that was entered on is left. */
export function exitRule(rule: ExitRule, { entry }: Pick<Journey, "entry">): RuleOfEvent {
  if ("event" in rule)
    return rule.anyKey === undefined
      ? { event: rule.event, where: rule.where }
      : { event: rule.event, where: rule.where, anyKey: rule.anyKey };
  const segment = "segment" in entry ? entry.segment : "";
  return { event: "segment.left", where: { segment } };
}
