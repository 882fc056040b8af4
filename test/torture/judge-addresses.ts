import { type Channel, channels } from "../../src/core/channels/channels.ts";
import type { AddressLists } from "../../src/core/events/event.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { keyOfCustomer } from "../../src/local/runtime.ts";
import { type Accepted, type Commit, type Facts, listIn, type ToldEvent } from "./facts.ts";
import type { Say } from "./say.ts";

/** The torture test's own normal form: its addresses differ in nothing but capitals. */
export function plainAddress(channel: Channel, to: string): string {
  return channel === "email" ? to.toLowerCase() : to;
}

/** An event of the customer, as far as addresses go. */
interface Teller {
  readonly event: ToldEvent;
  readonly seq: number;
  /** Of the item that took it in. */
  readonly key: string;
  /** Whom the event names: another, who has been joined into that item. */
  readonly who: string;
  readonly replaces: boolean;
}

/** A word on the addresses of one channel. */
interface Word {
  readonly at: Instant;
  readonly seq: number;
  readonly key: string;
  readonly who: string;
  /** A list that takes the place of what was said before it; one that adds; one that removes. */
  readonly kind: "list" | "add" | "remove";
  readonly names: readonly string[];
}

/**
 * After every commit the addresses of a customer are those that the events of its record say, by own
 * time and channel by channel (decision 23): a list takes the place of all that was said before it,
 * unless the settings or the channel say that lists add; a removal takes one away. A late event brings
 * nothing back that a newer one took away.
 */
export function judgeAddresses(facts: Facts, commit: Commit, say: Say): void {
  const { key, seq, event, after, before, definitions } = commit;
  const replaces = definitions.settings.addresses === "replace";
  const own =
    event === undefined ? [] : [{ event, seq, key, who: keyOfCustomer(event.customer), replaces }];
  if (event?.profile === undefined && before?.addresses === after.addresses) return;
  const tellers = [...listIn(facts.accepted, key).map(asTeller), ...own];
  for (const channel of channels) {
    const words = tellers.flatMap((one) => wordsOf(one, channel));
    const found = (after.addresses[channel] ?? []).map(({ to }) => plainAddress(channel, to));
    for (const name of new Set([...words.flatMap(({ names }) => names), ...found])) {
      const verdict = isCurrent(facts, words, name, key);
      const isThere = found.includes(name);
      if (verdict === "either" || isThere === (verdict === "yes")) continue;
      say("address", `${name} is ${isThere ? "still" : "no longer"} an address of the customer`);
    }
    const twice = found.find((name, place) => found.indexOf(name) !== place);
    if (twice !== undefined) say("address", `${twice} is twice in the list`);
  }
}

function asTeller({ event, seq, key, definitions }: Accepted): Teller {
  const replaces = definitions.settings.addresses === "replace";
  return { event, seq, key, who: keyOfCustomer(event.customer), replaces };
}

function wordsOf({ event, seq, key, who, replaces }: Teller, channel: Channel): Word[] {
  const { addresses, addAddresses, removeAddresses } = event.profile ?? {};
  const word = (kind: Word["kind"], lists: AddressLists | undefined): Word[] => {
    const list = lists?.[channel];
    if (list === undefined) return [];
    const names = list.map((to) => plainAddress(channel, to));
    return [{ at: event.at, seq, key, who, kind, names }];
  };
  return [
    // One has several devices: their list never takes the place of another.
    ...word(replaces && channel !== "push" ? "list" : "add", addresses),
    ...word("add", addAddresses),
    ...word("remove", removeAddresses),
  ];
}

type Verdict = "yes" | "no" | "either";

/** Current is what was said and not undone after that. */
function isCurrent(facts: Facts, words: readonly Word[], name: string, person: string): Verdict {
  const said = words.filter((one) => one.kind !== "remove" && one.names.includes(name));
  const undoing = words.filter(({ kind, names }) =>
    kind === "list" ? !names.includes(name) : kind === "remove" && names.includes(name),
  );
  const verdicts = said.map((one): Verdict => {
    const undone = undoing.map((other) => isUndoneBy(facts, one, other, person));
    if (undone.includes("yes")) return "no";
    return undone.includes("either") ? "either" : "yes";
  });
  if (verdicts.includes("yes")) return "yes";
  return verdicts.includes("either") ? "either" : "no";
}

/**
 * By own time; at one instant by acceptance, and there a removal counts before what adds. Of two who
 * turned out to be one, lists of the visitor count for the visitor's own words, also for those that
 * arrive after the join, and its removals for
 * those and for what comes after the join, also with another visitor.
 */
function isUndoneBy(facts: Facts, one: Word, other: Word, person: string): Verdict {
  if (other.at < one.at) return "no";
  if (other.key !== person && one.who !== other.key) {
    const joinOf = ({ key }: Word) => facts.joins.get(key)?.seq ?? 0;
    const came = one.key === person ? one.seq : Math.max(one.seq, joinOf(one));
    // The visitor's newest list may have made its removal superfluous.
    return other.kind === "remove" && came > joinOf(other) ? "either" : "no";
  }
  if (other.at > one.at) return "yes";
  if (other.key !== one.key) return "either";
  if (other.seq > one.seq || (other.seq === one.seq && other.kind === "remove")) return "yes";
  return other.kind === "remove" && one.kind === "add" ? "either" : "no";
}

/** Whether an event of the customer ever said an address. */
export function wasSaid(facts: Facts, key: string, to: string): boolean {
  return listIn(facts.accepted, key).some(({ event: { profile } }) =>
    [profile?.addresses, profile?.addAddresses].some((lists) =>
      channels.some((channel) =>
        lists?.[channel]?.some((one) => plainAddress(channel, one) === plainAddress(channel, to)),
      ),
    ),
  );
}
