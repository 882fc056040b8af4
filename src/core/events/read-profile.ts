import { nearestWord } from "../publishing/nearest-word.ts";
import { plural } from "../reasons/plural.ts";
import { type Reason, reason } from "../reasons/reason.ts";
import { isCountry } from "../time/country-zones.ts";
import { nearestCountry } from "../time/nearest-country.ts";
import { isKnownZone, nearestZones } from "../time/zone.ts";
import type { Profile } from "./event.ts";
import { isName, isObject, kindOf, longestName, placeOf, type Reading } from "./left-out.ts";
import { readAddresses, readGoneAddresses } from "./read-addresses.ts";
import { readConsents, readFlag } from "./read-consents.ts";
import { readValue } from "./read-value.ts";

/** More tags than anybody needs; all of them are kept with their times. */
const mostTags = 100;

const fields = [
  "id",
  "attributes",
  "addresses",
  "replaceAddresses",
  "addAddresses",
  "removeAddresses",
  "consents",
  "tags",
  "removeTags",
  "profiling",
  "zone",
  "locale",
  "country",
];

/**
 * What an event says of its customer. All of it decorates the fact that something happened: what
 * can't be read is left out and told in `leftOut`, and null says nothing. A refusal is read as the
 * widest that it may mean ({@link readConsents}).
 * @returns undefined where nothing is said
 */
export function readProfile(
  who: Readonly<Record<string, unknown>>,
  reading: Reading,
): Profile | undefined {
  const read = {
    attributes: readAttributes(who["attributes"], reading),
    addresses: readAddresses("customer.addresses", who["addresses"], reading),
    replaceAddresses: readAddresses("customer.replaceAddresses", who["replaceAddresses"], reading),
    addAddresses: readAddresses("customer.addAddresses", who["addAddresses"], reading),
    removeAddresses: readGoneAddresses("customer.removeAddresses", who["removeAddresses"], reading),
    consents: readConsents(who["consents"], reading),
    tags: readTags("tags", who["tags"], reading),
    removeTags: readTags("removeTags", who["removeTags"], reading),
    profiling: readProfiling(who["profiling"], reading),
    zone: readText("zone", who["zone"], judgeZone, reading),
    locale: readText("locale", who["locale"], judgeLocale, reading),
    country: readText("country", who["country"], judgeCountry, reading)?.toUpperCase(),
  };
  for (const name of Object.keys(who).filter((one) => !fields.includes(one))) {
    const nearest = nearestWord(name, fields) ?? fields.join(", ");
    reading.leftOut.push(reason("left-out-unknown", { place: placeOf("customer", name), nearest }));
  }
  const said = Object.entries(read).filter(([, value]) => value !== undefined);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

function readAttributes(said: unknown, reading: Reading): Profile["attributes"] {
  if (said === undefined || said === null) return undefined;
  const whole = "customer.attributes";
  if (!isObject(said)) {
    reading.leftOut.push(reason("left-out-object", { place: whole, found: kindOf(said) }));
    return undefined;
  }
  const attributes: Record<string, NonNullable<Profile["attributes"]>[string]> = {};
  for (const [name, value] of Object.entries(said)) {
    const place = placeOf(whole, name);
    if (!isName(name)) reading.leftOut.push(reason("left-out-name", { place, most: longestName }));
    else if (value === null) attributes[name] = null;
    else {
      const read = readValue(place, value, reading);
      if (read.kind === "value") attributes[name] = read.value;
      else reading.leftOut.push(read.reason);
    }
  }
  return attributes;
}

/** Times are kept by tag, so a tag is a name, too. */
function readTags(
  field: "tags" | "removeTags",
  said: unknown,
  reading: Reading,
): readonly string[] | undefined {
  if (said === undefined || said === null) return undefined;
  const place = placeOf("customer", field);
  if (!Array.isArray(said)) {
    reading.leftOut.push(reason("left-out-list", { place, most: mostTags, count: kindOf(said) }));
    return undefined;
  }
  const tags: string[] = [];
  for (const [index, tag] of said.entries()) {
    if (typeof tag === "string" && isName(tag)) tags.push(tag);
    else {
      const where = placeOf(place, index);
      reading.leftOut.push(reason("left-out-name", { place: where, most: longestName }));
    }
  }
  if (tags.length > mostTags) {
    reading.leftOut.push(reason("left-out-list", { place, count: tags.length, most: mostTags }));
  }
  return tags.slice(0, mostTags);
}

/** A word that can't be read may be a refusal, and is taken for one unless it looks like the other. */
function readProfiling(said: unknown, reading: Reading): Profile["profiling"] {
  if (said === undefined || said === null || said === "") return undefined;
  if (said === "allowed" || said === "refused") return said;
  const flag = readFlag(said);
  const isLikeAllowed = flag === "given" || flag === "like-given";
  const place = "customer.profiling";
  const code = isLikeAllowed ? "left-out-profiling" : "profiling-form";
  reading.leftOut.push(reason(code, { place, found: kindOf(said) }));
  return isLikeAllowed ? undefined : "refused";
}

/** @param judge why the text is none; undefined: it is good */
function readText(
  field: "zone" | "locale" | "country",
  said: unknown,
  judge: (place: string, text: string) => Reason | undefined,
  reading: Reading,
): string | undefined {
  if (said === undefined || said === null || said === "") return undefined;
  const place = placeOf("customer", field);
  // What is no text is told by its kind, which is no zone, no locale and no country either.
  const problem = typeof said === "string" ? judge(place, said) : judge(place, `(${kindOf(said)})`);
  if (problem === undefined) return said as string;
  reading.leftOut.push(problem);
  return undefined;
}

/** As long as any name of a zone, and of the letters that such names, locales and countries have. */
const nameLike = /^[A-Za-z][A-Za-z0-9_+/-]{0,39}$/;

/** A name that may be meant; of anything else only its length: it may be an address in a wrong field. */
function shown(text: string): string {
  return nameLike.test(text) ? text : `a text of ${plural(text.length, "character")}`;
}

function judgeZone(place: string, text: string): Reason | undefined {
  if (text.length <= 64 && isKnownZone(text)) return undefined;
  const [nearest = "Asia/Shanghai"] = nearestZones(text);
  return reason("left-out-zone", { place, found: shown(text), nearest });
}

function judgeLocale(place: string, text: string): Reason | undefined {
  return text.length <= 35 && !text.startsWith("(")
    ? undefined
    : reason("left-out-locale", { place, found: shown(text) });
}

function judgeCountry(place: string, text: string): Reason | undefined {
  if (isCountry(text)) return undefined;
  const nearest = nearestCountry(text) ?? "CN";
  return reason("left-out-country", { place, found: shown(text), nearest });
}
