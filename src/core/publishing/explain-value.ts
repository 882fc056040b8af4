import * as z from "zod";
import { firstKey, fixedWords, meantKey, optionsOf, unwrap } from "./find-schema.ts";
import { didYouMean } from "./nearest-word.ts";
import { meantWord, ourWordsFor } from "./other-words.ts";
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
  const nearest = typeof found === "string" ? meantWord(found, words) : undefined;
  if (nearest === undefined) {
    const [only, ...others] = words;
    const told = misfit(place, found, wanted);
    return only !== undefined && others.length === 0 ? { ...told, nearest: only } : told;
  }
  const text = shortText(found);
  return error(place, `no ${kind} ${text}${didYouMean(nearest)}`, { found: text, wanted, nearest });
}

/** A key that is none of ours, and which of ours was meant. */
export function explainOtherKey(place: string, key: string, nearest: string): Finding {
  const text = shortText(key);
  const isNone = nearest === "not" && ourWordsFor(key).includes("not");
  const hint = isNone ? '; write { "not": { "any": [ … ] } }' : didYouMean(nearest);
  return error(place, `no key ${text}${hint}`, { found: text, nearest });
}

function wordsAt(option: z.core.$ZodType, key: string): string[] {
  return option instanceof z.ZodObject
    ? fixedWords(unwrap(option.shape[key] as z.core.$ZodType))
    : [];
}

/** A value that fits no option of a union, nor says which was meant. */
export function explainNoOption(place: string, found: unknown, union: z.ZodUnion): Finding {
  const options = optionsOf(union);
  const firsts = [...new Set(options.map(firstKey).filter((key) => key !== undefined))];
  if (typeof found === "object" && found !== null && !Array.isArray(found) && firsts.length > 0) {
    const [first = "", ...otherFirsts] = firsts;
    if (otherFirsts.length === 0 && Object.hasOwn(found, first)) {
      // Which of them is meant says the one key that all have.
      const words = options.flatMap((option) => wordsAt(option, first));
      const word = (found as Record<string, unknown>)[first];
      return explainWord(place === "" ? first : `${place}.${first}`, word, words);
    }
    const meant = meantKey(Object.keys(found), firsts);
    if (meant !== undefined) return explainOtherKey(place, meant.key, meant.nearest);
    // A rule builder's { "operator": "and", "conditions": [ … ] }.
    for (const word of Object.values(found).filter((inside) => typeof inside === "string")) {
      const nearest = ourWordsFor(word).find((ours) => firsts.includes(ours));
      if (nearest === "all" || nearest === "any") {
        const text = shortText(word);
        const wanted = `{ "${nearest}": [ … ] }`;
        return error(place, `${text} is a key here; write ${wanted}`, {
          found: text,
          wanted,
          nearest,
        });
      }
    }
    return misfit(place, found, `an object that begins with ${listWords(firsts)}`);
  }
  const kinds = options.map((option) => {
    const words = fixedWords(option);
    return words.length > 0 ? listWords(words) : (typeWords[option._zod.def.type] ?? "a value");
  });
  const wanted = [...new Set(kinds)].join(", or ");
  return found === undefined ? missing(place, wanted) : misfit(place, found, wanted);
}
