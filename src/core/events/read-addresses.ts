import { type Channel, channelRow, channels } from "../channels/channels.ts";
import { nearestWord } from "../publishing/nearest-word.ts";
import { reason } from "../reasons/reason.ts";
import type { AddressLists } from "./event.ts";
import { isObject, kindOf, placeOf, type Reading } from "./left-out.ts";

/** More addresses of one channel than any person has. */
export const mostAddresses = 20;

/**
 * Lists of addresses by channel. What is no address is left out. A list of which nothing is left
 * says nothing, while one that was written empty stays empty: it removes.
 */
export function readAddresses(
  place: string,
  said: unknown,
  reading: Reading,
): AddressLists | undefined {
  if (said === undefined || said === null) return undefined;
  if (!isObject(said)) {
    reading.leftOut.push(reason("left-out-object", { place, found: kindOf(said) }));
    return undefined;
  }
  const lists: Partial<Record<Channel, readonly string[]>> = {};
  for (const [name, list] of Object.entries(said)) {
    const where = placeOf(place, name);
    const channel = channels.find((one) => one === name);
    if (channel === undefined) {
      const nearest = nearestWord(name, channels) ?? channels.join(", ");
      reading.leftOut.push(reason("left-out-unknown", { place: where, nearest }));
      continue;
    }
    const read = readList(channel, where, list, reading);
    if (read !== undefined) lists[channel] = read;
  }
  return Object.keys(lists).length === 0 ? undefined : lists;
}

function readList(
  channel: Channel,
  place: string,
  said: unknown,
  reading: Reading,
): readonly string[] | undefined {
  if (said === undefined || said === null) return undefined;
  // One address that is not in a list is that one.
  const list: readonly unknown[] = Array.isArray(said) ? said : [said];
  const { shortest: least, longest: most } = channelRow(channel).address;
  const known = new Set<string>();
  for (const [index, to] of list.entries()) {
    if (typeof to === "string" && to.trim().length >= least && to.length <= most) known.add(to);
    else {
      const where = placeOf(place, index);
      reading.leftOut.push(
        reason("left-out-address", { place: where, least, most, found: kindOf(to) }),
      );
    }
  }
  if (known.size > mostAddresses) {
    reading.leftOut.push(
      reason("left-out-addresses", { place, count: known.size, most: mostAddresses }),
    );
  }
  if (known.size === 0 && list.length > 0) return undefined;
  return [...known].slice(0, mostAddresses);
}
