import type * as z from "zod";
import { firstKey, fixedWords, optionsOf } from "./find-schema.ts";
import { didYouMean, nearestWord } from "./nearest-word.ts";
import { shortText } from "./place.ts";
import { error, type Finding } from "./problem.ts";

/** What JSON has for zod's types. */
export const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list, [ … ]",
  tuple: "a list of two",
  object: "an object, { … }",
  record: "an object, { … }",
};

export function missing(place: string, wanted: string): Finding {
  return error(place, `is missing; write ${wanted}`, { wanted });
}

export function misfit(place: string, found: unknown, wanted: string): Finding {
  const text = shortText(found);
  return error(place, `${text} does not fit; write ${wanted}`, { found: text, wanted });
}

export function listWords(words: readonly string[]): string {
  return words.length === 1 ? `"${words[0]}"` : `one of: ${words.join(", ")}`;
}

/** A word that is none of the few allowed. @param kind what the words are, such as "step" */
export function explainWord(
  place: string,
  found: unknown,
  words: readonly string[],
  kind = "word",
): Finding {
  const wanted = listWords(words);
  if (found === undefined) return missing(place, wanted);
  const nearest = typeof found === "string" ? nearestWord(found, words) : undefined;
  if (nearest === undefined) return misfit(place, found, wanted);
  const text = shortText(found);
  return error(place, `no ${kind} ${text}${didYouMean(nearest)}`, { found: text, wanted, nearest });
}

/** A value that fits no option of a union, nor says which was meant. */
export function explainNoOption(place: string, found: unknown, union: z.ZodUnion): Finding {
  const options = optionsOf(union);
  const firsts = options.map(firstKey).filter((key) => key !== undefined);
  if (typeof found === "object" && found !== null && !Array.isArray(found) && firsts.length > 0) {
    for (const key of Object.keys(found)) {
      const nearest = nearestWord(key, firsts);
      if (nearest !== undefined) {
        const text = shortText(key);
        return error(place, `no key ${text}${didYouMean(nearest)}`, { found: text, nearest });
      }
    }
    return misfit(place, found, `an object that begins with one of: ${firsts.join(", ")}`);
  }
  const kinds = options.map((option) => {
    const words = fixedWords(option);
    return words.length > 0 ? listWords(words) : (typeWords[option._zod.def.type] ?? "a value");
  });
  const wanted = [...new Set(kinds)].join(", or ");
  return found === undefined ? missing(place, wanted) : misfit(place, found, wanted);
}
