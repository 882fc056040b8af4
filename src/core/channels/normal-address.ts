import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from "libphonenumber-js/min";
import { type Channel, channelRow } from "./channels.ts";

/**
 * The normal form of an address: two spellings of one mailbox, phone or device have the same. It is
 * for comparison only; messages go to the address as written. What is no address of its channel
 * gets a form, too, so that equal texts stay equal; nothing is thrown.
 *
 * - email: NFKC, the domain in lower case and punycode, the local part in lower case. RFC 5321
 *   lets a server tell `Ann@` from `ann@`; none that matters does, and people type both.
 * - phone: E.164, such as +8613800138000.
 * - as written: NFKC could change a device token, so nothing is done to it.
 *
 * @param country of the customer (ISO 3166), to read a phone number without a country code by
 */
export function normalAddress(channel: Channel, text: string, country?: string): string {
  switch (channelRow(channel).address.normalForm) {
    case "email":
      return normalEmail(text);
    case "phone":
      return normalPhone(text, country);
    case "as-written":
      return text;
  }
}

function normalEmail(text: string): string {
  const written = withoutName(text.normalize("NFKC").trim());
  const at = written.lastIndexOf("@");
  if (at === -1) return written.toLowerCase();
  return `${written.slice(0, at).toLowerCase()}@${normalDomain(written.slice(at + 1))}`;
}

/** `Ann <ann@example.com>` is sent to the address in the brackets, so that is what is compared. */
function withoutName(written: string): string {
  const open = written.lastIndexOf("<");
  return open !== -1 && written.endsWith(">") ? written.slice(open + 1, -1).trim() : written;
}

/** Characters that end the host of a web address: the rest of the domain would be lost. */
const endsHost = /[\s/\\?#:%[\]]/;

function normalDomain(domain: string): string {
  const url = endsHost.test(domain) ? null : URL.parse(`http://${domain}/`);
  // A number alone would be read as an IPv4 address: no mailbox has such a domain.
  const isHost = url !== null && !/^[\d.]*$/.test(url.hostname);
  return isHost ? url.hostname : domain.toLowerCase();
}

function normalPhone(text: string, country: string | undefined): string {
  const written = text.normalize("NFKC").trim();
  const defaultCountry = knownCountry(country);
  const parsed = parsePhoneNumberFromString(written, {
    extract: false,
    ...(defaultCountry !== undefined && { defaultCountry }),
  });
  // Without a country code only the digits can be compared.
  return parsed?.number ?? bareDigits(written);
}

/**
 * Whether a text can be a phone number: of a length that its country code allows, or 6 to 15 digits
 * without one, since the customer's country may be learned later. E.164 has 15 digits at most; shorter
 * than 6 are service numbers.
 */
export function isPhoneNumber(text: string): boolean {
  const written = text.normalize("NFKC").trim();
  if (written.startsWith("+")) {
    return parsePhoneNumberFromString(written, { extract: false })?.isPossible() ?? false;
  }
  return /^\d{6,15}$/.test(bareDigits(written));
}

/**
 * The address as its provider takes it: a phone number in E.164, everything else as written.
 * @returns undefined for a phone number without a country code while the country is unknown
 */
export function sendableAddress(
  channel: Channel,
  text: string,
  country?: string,
): string | undefined {
  if (channelRow(channel).address.normalForm !== "phone") return text;
  const number = normalPhone(text, country);
  return number.startsWith("+") ? number : undefined;
}

/**
 * The country that an address tells: of a phone number with its country code. Of a code that several
 * countries share, and a number that is assigned in none of them, the largest.
 * @returns ISO 3166; undefined where the address tells none
 */
export function countryOfAddress(channel: Channel, text: string): string | undefined {
  if (channelRow(channel).address.normalForm !== "phone") return undefined;
  const parsed = parsePhoneNumberFromString(text.normalize("NFKC").trim(), { extract: false });
  return parsed?.country ?? parsed?.getPossibleCountries()[0];
}

function bareDigits(written: string): string {
  return written.replace(/[\s().\-/]/g, "");
}

function knownCountry(country: string | undefined): CountryCode | undefined {
  const code = country?.toUpperCase();
  return code !== undefined && isSupportedCountry(code) ? code : undefined;
}
