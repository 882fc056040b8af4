import type { Where } from "../../src/core/definitions/condition.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import type { Accepted, Facts, ToldEvent } from "./facts.ts";
import { entryOf, matches, mayFollow, type PlainTime } from "./plain-rules.ts";

/** A rule of a journey, as its file says it. */
export interface PlainRule {
  readonly event: string;
  readonly where?: Where | undefined;
  readonly anyKey?: boolean | undefined;
}

/** A run, as far as its rules compare with what started it. */
export interface PlainRun {
  readonly journey: Journey;
  readonly trigger: ToldEvent;
}

/** What a property says, as texts; an empty text says nothing. */
function textsOf({ properties }: ToldEvent, name: string): string[] {
  const value = properties[name];
  const values = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return values.map(String).filter((text) => text !== "");
}

function shareText(event: ToldEvent, property: string, trigger: ToldEvent, other: string): boolean {
  const wanted = textsOf(trigger, other);
  return textsOf(event, property).some((text) => wanted.includes(text));
}

/** Whether an event is of a rule and of the run: same key or none, and as the filter compares. */
export function isOf(rule: PlainRule, event: ToldEvent, { journey, trigger }: PlainRun): boolean {
  if (rule.event !== event.type || !matches(rule.where, event)) return false;
  const { entry } = journey;
  if ("key" in entry && entry.key !== undefined && rule.anyKey !== true) {
    const { key } = entry;
    if (textsOf(event, key).length > 0 && !shareText(event, key, trigger, key)) return false;
  }
  return Object.entries(rule.where ?? {}).every(([property, wanted]) => {
    const is = typeof wanted === "object" ? wanted.is : undefined;
    return typeof is !== "object" || shareText(event, property, trigger, is.trigger);
  });
}

/** The event that started a run, as it was accepted. */
export function triggerOf(facts: Facts, id: string, customer: string): ToldEvent | undefined {
  const accepted = facts.accepted.get(customer)?.find(({ event }) => event.id === id)?.event;
  return accepted ?? facts.derived.get(id)?.event ?? facts.told.get(id);
}

/** Whether an event that was accepted before the trigger of a run counts as after it. */
export function followedAlready(event: PlainTime & ToldEvent, trigger: ToldEvent, entry: string) {
  return event.type === entry ? !mayFollow(trigger, event) : mayFollow(event, trigger);
}

/** An event and the commit that took it in. */
export type Taken = Pick<Accepted, "event" | "seq">;

/**
 * Whether an event happened after the one that started a run, whichever was accepted first. What that
 * one came of, by the same commit, came before it.
 * @param all that its customer took in, in order
 */
export function cameAfter(all: readonly Taken[], one: Taken, { journey, trigger }: PlainRun) {
  const place = all.findLastIndex(({ event }) => event.id === trigger.id);
  const start = all[place];
  const index = all.indexOf(one);
  if (index === place) return false;
  if (index > place) return mayFollow(one.event, trigger);
  const isCause = start?.seq === one.seq;
  return !isCause && followedAlready(one.event, trigger, entryOf(journey).event);
}
