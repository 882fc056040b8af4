import { type Channel, channelRow, channels } from "../channels/channels.ts";
import { isPhoneNumber } from "../channels/normal-address.ts";
import { parseMailbox } from "../messages/mailbox.ts";
import { nearestWord } from "../publishing/nearest-word.ts";
import { type Reason, reason } from "../reasons/reason.ts";
import type { AddressLists } from "./event.ts";
import { isObject, kindOf, placeOf, type Reading } from "./left-out.ts";

/** More addresses of one channel than any person has. */
export const mostAddresses = 20;

/**
 * Addresses that go, by channel. Their form is not judged: versions up to 0.2.0 kept any text, and what
 * is on a list can be taken off it.
 */
export function readGoneAddresses(
  place: string,
  said: unknown,
  reading: Reading,
): AddressLists | undefined {
  return readAddresses(place, said, reading, () => undefined);
}

/**
 * Lists of addresses by channel. What is no address is left out and told by its place alone, since an
 * address is personal. A list of which nothing is left
 * says nothing, while one that was written empty stays empty: it removes.
 */
export function readAddresses(
  place: string,
  said: unknown,
  reading: Reading,
  judge: JudgeForm = judgeForm,
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
    const read = readList(channel, where, list, judge, reading);
    if (read !== undefined) lists[channel] = read;
  }
  return Object.keys(lists).length === 0 ? undefined : lists;
}

/** @returns why a text of the right length is no address; undefined: it may be one */
type JudgeForm = (channel: Channel, place: string, text: string) => Reason | undefined;

/** By the form that every address of its channel has. */
function judgeForm(channel: Channel, place: string, text: string): Reason | undefined {
  const found = kindOf(text);
  switch (channelRow(channel).address.normalForm) {
    case "email":
      return parseMailbox(text).ok ? undefined : reason("left-out-email", { place, found });
    case "phone":
      return isPhoneNumber(text) ? undefined : reason("left-out-phone", { place, found });
    case "as-written":
      return undefined;
  }
}

function readList(
  channel: Channel,
  place: string,
  said: unknown,
  judge: JudgeForm,
  reading: Reading,
): readonly string[] | undefined {
  if (said === undefined || said === null) return undefined;
  // One address that is not in a list is that one.
  const list: readonly unknown[] = Array.isArray(said) ? said : [said];
  const { shortest: least, longest: most } = channelRow(channel).address;
  const known = new Set<string>();
  for (const [index, to] of list.entries()) {
    const where = placeOf(place, index);
    if (typeof to !== "string" || to.trim().length < least || to.length > most) {
      reading.leftOut.push(
        reason("left-out-address", { place: where, least, most, found: kindOf(to) }),
      );
      continue;
    }
    const problem = judge(channel, where, to);
    if (problem === undefined) known.add(to);
    else reading.leftOut.push(problem);
  }
  if (known.size > mostAddresses) {
    reading.leftOut.push(
      reason("left-out-addresses", { place, count: known.size, most: mostAddresses }),
    );
  }
  if (known.size === 0 && list.length > 0) return undefined;
  return [...known].slice(0, mostAddresses);
}
