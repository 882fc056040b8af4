import { type Channel, channels } from "../channels/channels.ts";
import { consentScope } from "../channels/consent-scope.ts";
import type { SaidConsent } from "../customers/merge-consents.ts";
import { refusesForAddress } from "../customers/proven-grant.ts";
import { nearestWord } from "../publishing/nearest-word.ts";
import { reason } from "../reasons/reason.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { isObject, kindOf, placeOf, type Reading } from "./left-out.ts";

/** Longest source or text of a consent. */
const longestProof = 128;
/** More scopes than a shop has: all of them are kept, and an item holds 400 KB at most. */
const mostScopes = 100;
const fields = ["given", "at", "source", "text"];

/**
 * The consents that an event says. A grant in bad form is left out. A refusal never is: a time that
 * can't be read counts as the acceptance. A scope that can't be read, and every one after the 100th,
 * refuses its whole channel; where not even the channel can be read, every channel. What can be
 * neither is a refusal.
 */
export function readConsents(
  said: unknown,
  reading: Reading,
): Readonly<Record<string, SaidConsent>> | undefined {
  const place = "customer.consents";
  const words: Record<string, SaidConsent> = {};
  if (isObject(said)) {
    for (const [scope, word] of Object.entries(said)) {
      const read = readWord(placeOf(place, scope), word, reading);
      if (read !== undefined) addWord(words, scope, read, reading);
    }
  } else if (isRefusal(said)) {
    const word = { given: false, widened: true } as const;
    reading.leftOut.push(reason("refusal-widened", { place, scope: wholeOf(channels) }));
    for (const channel of channels) words[`${channel}:*`] = word;
  } else if (said !== undefined && said !== null)
    reading.leftOut.push(reason("left-out-grant", { place }));
  return Object.keys(words).length === 0 ? undefined : words;
}

/** Lists inside of each other that are looked into; behind them there may be a refusal. */
const mostLevels = 8;

/**
 * Whether a value that is no consent object refuses. A list of texts names what is given; an object in
 * it that says nothing readable of `given` may be a refusal, as one under a scope may.
 */
function isRefusal(said: unknown, level = 1): boolean {
  if (level > mostLevels) return true;
  if (Array.isArray(said)) {
    return said.some((one) => typeof one !== "string" && isRefusal(one, level + 1));
  }
  if (isObject(said)) return !["given", "like-given", "nothing"].includes(flagOf(said));
  return readFlag(said) === "refused";
}

function addWord(
  words: Record<string, SaidConsent>,
  scope: string,
  word: SaidConsent,
  reading: Reading,
): void {
  const place = placeOf("customer.consents", scope);
  const isKept = words[scope] !== undefined || Object.keys(words).length < mostScopes;
  if (isKept && consentScope.test(scope)) {
    words[scope] = stronger(words[scope], word, reading.at);
    return;
  }
  const channel = channelIn(scope);
  if (word.given) {
    const nearest = wholeOf(channel === undefined ? channels : [channel]);
    const why = consentScope.test(scope)
      ? reason("left-out-consents", { place, most: mostScopes })
      : reason("left-out-scope", { place, nearest });
    reading.leftOut.push(why);
    return;
  }
  const widened = channel === undefined ? channels : [channel];
  reading.leftOut.push(reason("refusal-widened", { place, scope: wholeOf(widened) }));
  for (const one of widened) {
    words[`${one}:*`] = stronger(words[`${one}:*`], { ...word, widened: true }, reading.at);
  }
}

function wholeOf(some: readonly Channel[]): string {
  return some.map((channel) => `${channel}:*`).join(", ");
}

/** The channel that a scope begins with, whatever follows: `Email`, `sms/promo`. */
function channelIn(scope: string): Channel | undefined {
  const [, first = ""] = /^\s*(\p{L}+)/u.exec(scope) ?? [];
  return channels.find((channel) => channel === first.toLowerCase());
}

/**
 * The stronger of two consents on one scope in one event: a refusal, and of two refusals the later. If
 * either speaks for the address ({@link refusesForAddress}), both together do.
 */
function stronger(one: SaidConsent | undefined, other: SaidConsent, at: Instant): SaidConsent {
  if (one === undefined) return other;
  if (one.given !== other.given) return one.given ? other : one;
  const [first, second] = (one.at ?? at) >= (other.at ?? at) ? [one, other] : [other, one];
  const { source } = refusesForAddress(first) || !refusesForAddress(second) ? first : second;
  return {
    ...first,
    ...(source !== undefined && { source }),
    ...(second.widened && { widened: true }),
  };
}

function readWord(place: string, word: unknown, reading: Reading): SaidConsent | undefined {
  const {
    given: said,
    at,
    source,
    text,
    ...unknown
  } = isObject(word) ? word : ({ given: word } as Readonly<Record<string, unknown>>);
  const flag = isObject(word) ? flagOf(word) : readFlag(said);
  if (flag === "nothing") return undefined;
  const given = flag === "given";
  const time = readTime(at);
  if (flag === "like-given" || (given && time === "unreadable")) {
    reading.leftOut.push(reason("left-out-grant", { place }));
    return undefined;
  }
  if (!given && typeof said !== "boolean") reading.leftOut.push(reason("refusal-form", { place }));
  if (time === "unreadable") reading.leftOut.push(reason("refusal-time", { place }));
  for (const name of Object.keys(unknown)) {
    const nearest = nearestWord(name, fields) ?? fields.join(", ");
    reading.leftOut.push(reason("left-out-unknown", { place: placeOf(place, name), nearest }));
  }
  return {
    given,
    ...(time !== undefined && { at: time === "unreadable" ? reading.now : time }),
    ...readProof("source", source, place, reading),
    ...readProof("text", text, place, reading),
  };
}

/** Of a consent object. */
function flagOf(word: Readonly<Record<string, unknown>>): Flag {
  return "given" in word ? readFlag(word["given"]) : "unreadable";
}

type Flag = "given" | "refused" | "like-given" | "unreadable" | "nothing";

/** Words that people write for true; as such they are no consent, but no refusal either. */
const likeGiven = [
  "true",
  "yes",
  "y",
  "1",
  "on",
  "ok",
  "given",
  "granted",
  "allow",
  "allowed",
  "accepted",
  "in",
  "opt-in",
  "opted-in",
  "subscribed",
];

export function readFlag(said: unknown): Flag {
  if (said === true) return "given";
  if (said === false) return "refused";
  if (said === undefined || said === null || said === "") return "nothing";
  if (typeof said !== "string" && typeof said !== "number") return "unreadable";
  const word = String(said)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, "-");
  return likeGiven.includes(word) ? "like-given" : "refused";
}

function readTime(said: unknown): Instant | "unreadable" | undefined {
  if (said === undefined || said === null) return undefined;
  if (typeof said !== "string" || said.length > 40) return "unreadable";
  return parseInstant(said) ?? "unreadable";
}

function readProof(
  name: "source" | "text",
  said: unknown,
  place: string,
  reading: Reading,
): Partial<Pick<SaidConsent, "source" | "text">> {
  if (said === undefined || said === null) return {};
  // Syncs write an empty text where nothing is known: it proves nothing.
  if (typeof said === "string" && said.trim() === "") return {};
  if (typeof said === "string" && said.length <= longestProof) return { [name]: said };
  const where = placeOf(place, name);
  reading.leftOut.push(
    reason("left-out-words", { place: where, most: longestProof, found: kindOf(said) }),
  );
  return {};
}
