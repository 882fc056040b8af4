import { type Channel, channelRow, channels } from "../channels/channels.ts";
import { normalAddress } from "../channels/normal-address.ts";
import type { AddressLists, Profile } from "../events/event.ts";
import type { Instant } from "../time/instant.ts";
import type { Address, AddressHistory, Customer, GoneAddress } from "./customer.ts";
import type { JoinedFields } from "./joined-fields.ts";
import { limitAddresses } from "./limit-addresses.ts";

/** What `addresses` of an event do to a channel's list: take its place, or come in addition. */
export type AddressRule = "replace" | "add";

/** Addresses of one channel, with what is known of their times. */
interface Known {
  readonly list: readonly Address[];
  readonly history: AddressHistory;
}

/** What is told of one channel at one own time. */
interface Told {
  readonly channel: Channel;
  readonly at: Instant;
  readonly country: string | undefined;
  /** When addresses of which no time is known were said at the latest (items of 0.2.0). */
  readonly unknownAt: Instant;
}

export type HeldAddresses = Pick<Customer, "addresses" | "addressHistory">;

/**
 * What an event says of addresses, by its own time and in this order: `addresses` by the rule,
 * `addAddresses`, `removeAddresses`. Two spellings of one address are one ({@link normalAddress});
 * the list keeps the one that was written last. A late event reinstates nothing: what a newer list
 * left out, or a newer removal took away, stays away. An address that comes back keeps its mark.
 * Devices and apps always add, whatever the rule: one person has several.
 * @param isVisitors whether a visitor says it who was joined into the customer: what the visitor's lists
 *   had replaced stays away
 */
export function mergeAddresses(
  customer: Customer,
  profile: Profile,
  at: Instant,
  rule: AddressRule,
  isVisitors = false,
): HeldAddresses {
  let held: HeldAddresses = customer;
  const country = profile.country ?? customer.country;
  for (const channel of channels) {
    const told: Told = { channel, at, country, unknownAt: customer.profileAt };
    const { visitors = at } = customer.addressHistory?.[channel] ?? {};
    if (isVisitors && at < visitors) continue;
    const replaces = rule === "replace" && channelRow(channel).address.ofPerson;
    const whole = profile.replaceAddresses ?? (replaces ? profile.addresses : undefined);
    let known = knownOf(held, channel);
    const before = known;
    known = apply(replace, known, whole, told);
    known = apply(add, known, replaces ? undefined : profile.addresses, told);
    known = apply(add, known, profile.addAddresses, told);
    known = apply(remove, known, profile.removeAddresses, told);
    if (known !== before) held = withKnown(held, channel, limitAddresses(known));
  }
  return held;
}

function apply(
  change: (known: Known, said: readonly string[], told: Told) => Known,
  known: Known,
  lists: AddressLists | undefined,
  told: Told,
): Known {
  const said = lists?.[told.channel];
  return said === undefined ? known : change(known, said, told);
}

function knownOf({ addresses, addressHistory }: HeldAddresses, channel: Channel): Known {
  return { list: addresses[channel] ?? [], history: addressHistory?.[channel] ?? {} };
}

function withKnown(held: HeldAddresses, channel: Channel, known: Known): HeldAddresses {
  return {
    addresses: { ...held.addresses, [channel]: known.list },
    addressHistory: { ...held.addressHistory, [channel]: known.history },
  };
}

/** By normal form. Of two spellings that an item of 0.2.0 holds, a mark on either counts. */
function nameOf({ channel, country }: Told, to: string): string {
  return normalAddress(channel, to, country);
}

function timeOf({ history }: Known, { to }: Address): Instant | undefined {
  return history.said?.[to] ?? history.replaced;
}

function replace(known: Known, said: readonly string[], told: Told): Known {
  const { at, unknownAt } = told;
  const { replaced, gone = [] } = known.history;
  if (replaced !== undefined && at < replaced) return known;
  const wanted = new Map(said.map((to) => [nameOf(told, to), to]));
  const removedLater = new Set(
    gone.filter((one) => (one.at ?? at) > at).map(({ to }) => nameOf(told, to)),
  );
  const isLater = (one: Address) => (timeOf(known, one) ?? unknownAt) > at;
  const saidLater = new Set(known.list.filter(isLater).map(({ to }) => nameOf(told, to)));
  const list = [...wanted]
    .filter(([name]) => !removedLater.has(name) || saidLater.has(name))
    .map(([name, to]) => withMark(to, name, known, told));
  const others = known.list.filter(({ to }) => !wanted.has(nameOf(told, to)));
  const kept = others.filter(isLater);
  const times = [...wanted].flatMap(([name, to]) => {
    const old = known.list.find((one) => nameOf(told, one.to) === name);
    const time = old && timeOf(known, old);
    return time !== undefined && time > at ? [[to, time] as const] : [];
  });
  const marked = others.filter((one) => !isLater(one) && one.suppressed !== undefined);
  return {
    list: [...list, ...kept],
    history: historyOf(
      { ...known.history, replaced: at },
      [...times, ...kept.map((one) => [one.to, timeOf(known, one) ?? unknownAt] as const)],
      [
        ...gone.flatMap((one) => stillGone(one, at, wanted.has(nameOf(told, one.to)))),
        ...marked.map(({ to, suppressed }) => ({ to, suppressed })),
      ],
    ),
  };
}

/** What the new list says already need not be remembered; a mark has to be. */
function stillGone(one: GoneAddress, at: Instant, isBack: boolean): GoneAddress[] {
  if ((one.at ?? Number.NEGATIVE_INFINITY) > at) return [one];
  if (isBack || one.suppressed === undefined) return [];
  return [{ to: one.to, suppressed: one.suppressed }];
}

function withMark(to: string, name: string, { list, history }: Known, told: Told): Address {
  const marks = [...list, ...(history.gone ?? [])];
  const { suppressed } =
    marks.find((one) => one.suppressed !== undefined && nameOf(told, one.to) === name) ?? {};
  return suppressed === undefined ? { to } : { to, suppressed };
}

function add(known: Known, said: readonly string[], told: Told): Known {
  return said.reduce((before, to) => addOne(before, to, told), known);
}

function addOne(known: Known, to: string, told: Told): Known {
  const { list, history } = known;
  const { at } = told;
  const { replaced, gone = [], said = {} } = history;
  const name = nameOf(told, to);
  const old = list.find((one) => nameOf(told, one.to) === name);
  if (old !== undefined) {
    const time = timeOf(known, old);
    if (time !== undefined && time >= at) return known;
    return { list, history: { ...history, said: { ...said, [old.to]: at } } };
  }
  const removed = gone.find((one) => nameOf(told, one.to) === name);
  if (at < (replaced ?? at) || (removed?.at ?? Number.NEGATIVE_INFINITY) >= at) return known;
  // Behind all that was said before it, however late it arrives; those of the newest list are first.
  let place = list.length;
  while (place > 0 && isSaidLater(known, list[place - 1], at)) place -= 1;
  const fresh = withMark(to, name, known, told);
  return {
    list: [...list.slice(0, place), fresh, ...list.slice(place)],
    history: historyOf(
      history,
      [...Object.entries(said), ...(at === replaced ? [] : [[to, at] as const])],
      gone.filter((one) => one !== removed),
    ),
  };
}

function isSaidLater({ history }: Known, one: Address | undefined, at: Instant): boolean {
  return one !== undefined && (history.said?.[one.to] ?? Number.NEGATIVE_INFINITY) > at;
}

function remove(known: Known, said: readonly string[], told: Told): Known {
  return said.reduce((before, to) => removeOne(before, to, told), known);
}

function removeOne(known: Known, to: string, told: Told): Known {
  const { list, history } = known;
  const { at } = told;
  const { replaced, said = {}, gone = [] } = history;
  const name = nameOf(told, to);
  const isThis = (one: { readonly to: string }) => nameOf(told, one.to) === name;
  const isRemoved = (one: Address) =>
    isThis(one) && (timeOf(known, one) ?? Number.NEGATIVE_INFINITY) <= at;
  if (at < (replaced ?? at)) return known;
  const before = gone.find(isThis);
  if (!list.some(isRemoved) && (before?.at ?? Number.NEGATIVE_INFINITY) >= at) return known;
  const { suppressed } = withMark(to, name, known, told);
  return {
    list: list.filter((one) => !isRemoved(one)),
    history: historyOf(
      history,
      Object.entries(said).filter(([one, time]) => !(isThis({ to: one }) && time <= at)),
      [
        ...gone.filter((one) => !isThis(one)),
        {
          to: before?.to ?? to,
          at: Math.max(at, before?.at ?? at),
          ...(suppressed !== undefined && { suppressed }),
        },
      ],
    ),
  };
}

/**
 * Addresses of two customers who are one: those of the other come in addition, each with its own
 * time, so that a newer list of the known one still replaces them. What is marked in either is.
 */
export function joinAddresses(
  known: Customer,
  other: Customer,
): JoinedFields<"addresses" | "addressHistory"> {
  let held: HeldAddresses = known;
  const country = known.country ?? other.country;
  for (const channel of channels) {
    const before = knownOf(held, channel);
    const theirs = knownOf(other, channel);
    const told: Told = { channel, at: 0, country, unknownAt: 0 };
    const all: Known = { ...before, history: joinHistory(before, theirs, told) };
    const marked: Known = {
      ...all,
      list: before.list.map((one) => ({
        ...one,
        ...withMark(one.to, nameOf(told, one.to), { ...all, list: [one, ...theirs.list] }, told),
      })),
    };
    const joined = theirs.list.reduce((mine, one) => {
      const at = timeOf(theirs, one) ?? other.profileAt;
      const added = addOne(mine, one.to, { ...told, at });
      const isMarked = one.suppressed !== undefined;
      return isMarked
        ? { ...added, list: added.list.map((each) => markSame(each, one, told)) }
        : added;
    }, marked);
    if (theirs.list.length + Object.keys(theirs.history).length > 0) {
      held = withKnown(held, channel, limitAddresses(joined));
    }
  }
  return { addresses: held.addresses, addressHistory: held.addressHistory };
}

function markSame(address: Address, marked: Address, told: Told): Address {
  const isSame = nameOf(told, address.to) === nameOf(told, marked.to);
  return isSame && address.suppressed === undefined
    ? { ...address, suppressed: marked.suppressed }
    : address;
}

/**
 * The known one's newest list counts; the visitor's goes on to count for what the visitor said before it.
 * Removals and marks of both do.
 */
function joinHistory(mine: Known, theirs: Known, told: Told): AddressHistory {
  const gone = [...(mine.history.gone ?? [])];
  for (const one of theirs.history.gone ?? []) {
    const name = nameOf(told, one.to);
    const index = gone.findIndex(({ to }) => nameOf(told, to) === name);
    const old = gone[index];
    if (old === undefined) gone.push(one);
    else gone[index] = { ...one, ...old, ...laterOf(old, one) };
  }
  const { visitors: ours, said = {} } = mine.history;
  const lists = [ours, theirs.history.replaced, theirs.history.visitors];
  const visitors = Math.max(...lists.map((at) => at ?? Number.NEGATIVE_INFINITY));
  const history = Number.isFinite(visitors) ? { ...mine.history, visitors } : mine.history;
  return historyOf(history, Object.entries(said), gone);
}

function laterOf(one: GoneAddress, other: GoneAddress): Pick<GoneAddress, "at"> {
  const at = Math.max(one.at ?? Number.NEGATIVE_INFINITY, other.at ?? Number.NEGATIVE_INFINITY);
  return Number.isFinite(at) ? { at } : {};
}

/** Leaves out what is empty. */
function historyOf(
  { replaced, visitors }: AddressHistory,
  said: readonly (readonly [to: string, at: Instant])[],
  gone: readonly GoneAddress[],
): AddressHistory {
  return {
    ...(replaced !== undefined && { replaced }),
    ...(said.length > 0 && { said: Object.fromEntries(said) }),
    ...(gone.length > 0 && { gone }),
    ...(visitors !== undefined && { visitors }),
  };
}
