import { nearestWord } from "../publishing/nearest-word.ts";
import { countriesWithZones, isCountry } from "./country-zones.ts";

/** The code of ISO 3166 that a text means: in small letters, as a name in English, or misspelt. */
export function nearestCountry(text: string): string | undefined {
  const upper = text.toUpperCase();
  // What people call it, and what ISO does.
  if (upper === "UK") return "GB";
  if (isCountry(upper)) return upper;
  const names = new Intl.DisplayNames("en", { type: "region" });
  const codes = new Map(countriesWithZones.map((code) => [names.of(code) ?? code, code]));
  return codes.get(nearestWord(text, codes.keys()) ?? "") ?? nearestWord(text, countriesWithZones);
}
