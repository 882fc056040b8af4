import type { Customer, CustomerKey } from "../../src/core/customers/customer.ts";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { formatInstant, type Instant } from "../../src/core/time/instant.ts";
import { type Commit, type Facts, happenedIn, listIn, type Stay, type ToldEvent } from "./facts.ts";
import { judgeTags } from "./judge-tags.ts";
import { holds, type Known } from "./plain-segments.ts";
import type { Say } from "./say.ts";
import { meaningOfAll } from "./since-publish.ts";

/**
 * Right after every commit that decides membership, who is in a segment is who its condition holds
 * of, by a recount of everything that was taken in; every other commit leaves membership alone. What
 * changed is told, but for what changed because the segment did.
 */
export function judgeSegments(facts: Facts, commit: Commit, say: Say): void {
  const { before, after, definitions } = commit;
  const changed = changesIn(before, after);
  if (isBehind(facts, commit)) {
    if (commit.event !== undefined || changed.length > 0) {
      say("segment", "was decided by definitions older than those it was decided by before");
    }
    return;
  }
  if (!settles(commit)) {
    for (const { name } of changed) say("segment", `${name} changed by ${commit.by}`);
    return;
  }
  judgeTags(after, definitions, say);
  // A turn that says again what was known need not look; its item tells where it did.
  const looked = after.settled !== before?.settled;
  if (commit.by === "turn" && !looked && !saysSomething(commit)) return;
  const wrong = commit.moments.map((now) => mismatch(facts, commit, now));
  if (!wrong.includes(undefined)) say("segment", wrong.at(-1) ?? "was decided at no time");
  judgeNews(facts, commit, changed, say);
  noteSettled(facts, commit, changed, commit.moments[wrong.indexOf(undefined)] ?? commit.at);
}

interface Change {
  readonly name: string;
  readonly type: "segment.entered" | "segment.left";
}

function isIn(customer: Customer | undefined, name: string): boolean {
  const [entered, left] = customer?.segments[name] ?? [];
  return entered !== undefined && (left === undefined || left < entered);
}

function changesIn(before: Customer | undefined, after: Customer): Change[] {
  const names = new Set([...Object.keys(before?.segments ?? {}), ...Object.keys(after.segments)]);
  return [...names].flatMap((name): Change[] => {
    if (isIn(before, name) === isIn(after, name)) return [];
    return [{ name, type: isIn(after, name) ? "segment.entered" : "segment.left" }];
  });
}

function settles(commit: Commit): boolean {
  const { by, evaluates, event } = commit;
  return (by === "sweep" && evaluates) || by === "turn" || event !== undefined;
}

function saysSomething({ before, after, derived }: Commit): boolean {
  const said = (customer: Customer | undefined) =>
    JSON.stringify([customer?.tags, customer?.attributes]);
  return said(before) !== said(after) || derived.length > 0;
}

/** Whether the segments have changed between what it decided by and what decided before. */
function isBehind({ sets, settledBy }: Facts, { key, definitions }: Commit): boolean {
  const last = settledBy.get(key);
  if (last === undefined) return false;
  const between = [...sets.values()].filter(({ rev }) => rev >= definitions.rev && rev <= last.rev);
  return new Set(between.map(({ segments }) => meaningOfAll(segments))).size > 1;
}

/** The first segment that is not what the recount at that moment says. */
function mismatch(facts: Facts, commit: Commit, now: Instant): string | undefined {
  const { key, after, definitions } = commit;
  const accepted = listIn(facts.accepted, key).map(({ event }) => event);
  const events = [...accepted, ...happenedIn(commit)];
  return firstWrong(staysOf(facts, key), after, definitions, events, now);
}

function firstWrong(
  stays: Known["stays"],
  customer: Customer,
  { segments, settings }: DefinitionSet,
  events: readonly ToldEvent[],
  now: Instant,
): string | undefined {
  const known = { customer, events, stays, segments, now, zone: settings.zone };
  for (const { name, when } of segments) {
    const wanted = holds(when, known);
    if (wanted === isIn(customer, name)) continue;
    const should = wanted ? "should be in" : "should not be in";
    return `${should} ${name} at ${formatInstant(now)}: ${JSON.stringify(when)}`;
  }
  const strange = Object.keys(customer.segments).find(
    (name) => !segments.some((one) => one.name === name),
  );
  return strange && `is in ${strange}, which is no segment`;
}

/** Told is what changed since it was last decided by what the segment means; nothing else is. */
function judgeNews(facts: Facts, commit: Commit, changed: readonly Change[], say: Say): void {
  const { before, definitions, derived } = commit;
  const last = facts.settledBy.get(commit.key);
  // Of two who are joined before anything was settled of either, all is news.
  const isNew = before === undefined || (before.rev === 0 && last === undefined);
  const isNews = ({ name }: Change) =>
    isNew ||
    (last !== undefined && (definitions.since?.[`segments/${name}`]?.rev ?? 0) <= last.rev);
  const dropped = ({ name }: Change) => !definitions.segments.some((one) => one.name === name);
  const wanted = changed
    .filter((change) => isNews(change) && !dropped(change))
    .map(({ name, type }) => `${type} ${name}`);
  const told = derived.flatMap(({ event }) =>
    event.type.startsWith("segment.") && event.type !== "segment.member"
      ? [`${event.type} ${String(event.properties["segment"])}`]
      : [],
  );
  if (wanted.toSorted().join() === told.toSorted().join()) return;
  say("news", `told ${told.join(", ") || "nothing"}; changed ${wanted.join(", ") || "nothing"}`);
}

/** Keeps the books for the next commit. */
function noteSettled(
  facts: Facts,
  { key, definitions, moments, after }: Commit,
  changed: readonly Change[],
  fitting: Instant,
): void {
  facts.settledBy.set(key, definitions);
  const stays = staysOf(facts, key);
  for (const name of stays.keys()) {
    if (!definitions.segments.some((one) => one.name === name)) stays.delete(name);
  }
  for (const { name, type } of changed) {
    if (!definitions.segments.some((one) => one.name === name)) continue;
    const own = listIn(stays, name);
    // A handler that was held up may have decided at any of its moments: the item says at which.
    const said = after.segments[name]?.[type === "segment.entered" ? 0 : 1];
    const moment = said !== undefined && moments.includes(said) ? said : fitting;
    if (type === "segment.entered") own.push({ entered: moment });
    else for (const stay of own) stay.left ??= moment;
  }
}

function staysOf({ stays }: Facts, key: CustomerKey): Map<string, Stay[]> {
  let own = stays.get(key);
  if (own === undefined) stays.set(key, (own = new Map()));
  return own;
}

/** In the calm, right after a sweep that evaluated: everybody is what a recount says. */
export function judgeMembership(facts: Facts, now: Instant): void {
  const definitions = [...facts.sets.values()].at(-1);
  if (definitions === undefined) return;
  for (const customer of facts.items.values()) {
    if (customer.joinedInto !== undefined) continue;
    const { key } = customer;
    const events = listIn(facts.accepted, key).map(({ event }) => event);
    const text = firstWrong(staysOf(facts, key), customer, definitions, events, now);
    if (text === undefined) continue;
    facts.violations.push({ invariant: "segment", customer: key, text: `after a sweep ${text}` });
  }
}
