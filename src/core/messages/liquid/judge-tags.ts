import { defaultOperators, type TagToken, Tokenizer } from "liquidjs";
import { type Reason, reason } from "../../reasons/reason.ts";

/** A tag whose words the library would pass over, at its place. */
export interface JudgedTag {
  readonly line: number;
  readonly column: number;
  readonly why: Reason;
}

const operators = { ...defaultOperators, "<>": defaultOperators["!="] ?? (() => false) };
/** The library knows it, Liquid does not. */
delete (operators as Record<string, unknown>)["not"];

/**
 * Tags of conditions and loops that say more than Liquid knows: the library takes what it can read and
 * passes over the rest, so that `{% if a is b %}` and `{% for x in list | sort %}` would do something
 * else than they say. https://shopify.dev/docs/api/liquid/tags
 * @param source of a template that parses
 */
export function judgeTags(source: string): JudgedTag[] {
  const judged: JudgedTag[] = [];
  for (const token of tagsOf(source)) {
    const [line = 1, column = 1] = token.getPosition();
    for (const { name, words } of statementsOf(token)) {
      const rest = judges[name]?.(words);
      if (rest !== undefined) judged.push({ line, column, why: tell(name, rest) });
    }
  }
  return judged;
}

function tagsOf(source: string): TagToken[] {
  let isComment = false;
  return new Tokenizer(source).readTopLevelTokens().flatMap((token) => {
    if (!("name" in token && "args" in token)) return [];
    const { name } = token;
    if (name === "comment" || name === "endcomment") isComment = name === "comment";
    return isComment ? [] : [token];
  });
}

interface Statement {
  readonly name: string;
  readonly words: string;
}

/** A tag, or the lines of `{% liquid %}`, which are tags each. */
function statementsOf({ name, args }: TagToken): Statement[] {
  if (name !== "liquid") return [{ name, words: args }];
  return args.split("\n").map((line) => {
    const [, first = "", words = ""] = /^\s*(\w*)\s*(.*)$/.exec(line) ?? [];
    return { name: first, words };
  });
}

/** What is left of a tag's words behind what Liquid reads; undefined: nothing. */
const judges: Readonly<Record<string, (words: string) => string | undefined>> = {
  if: restOfCondition,
  elsif: restOfCondition,
  unless: restOfCondition,
  case: restOfValue,
  when: restOfValues,
  for: restOfLoop,
};

function restOfCondition(words: string): string | undefined {
  const tokenizer = new Tokenizer(words, operators);
  do {
    if (tokenizer.readValue() === undefined) break;
  } while (tokenizer.readOperator() !== undefined);
  return leftIn(tokenizer, words);
}

function restOfValue(words: string): string | undefined {
  const tokenizer = new Tokenizer(words, operators);
  tokenizer.readValue();
  return leftIn(tokenizer, words);
}

/** `{% when 1, 2 or 3 %}` */
function restOfValues(words: string): string | undefined {
  const tokenizer = new Tokenizer(words, operators);
  while (tokenizer.readValue() !== undefined) {
    const between = /^\s*(?:,|or\b)/.exec(words.slice(tokenizer.p));
    if (between === null) break;
    tokenizer.p += between[0].length;
  }
  return leftIn(tokenizer, words);
}

/** `{% for item in list reversed limit: 2 offset: 1 %}` */
function restOfLoop(words: string): string | undefined {
  const begin = /^\s*[\w-]+\s+in\s/.exec(words)?.[0];
  // The parser refuses what has no such beginning.
  if (begin === undefined) return undefined;
  const tokenizer = new Tokenizer(words, operators);
  tokenizer.p = begin.length;
  tokenizer.readValue();
  for (;;) {
    const how = /^[\s,]*(?:reversed\b|(limit|offset)\s*:)/.exec(words.slice(tokenizer.p));
    if (how === null) return leftIn(tokenizer, words);
    tokenizer.p += how[0].length;
    if (how[1] !== undefined) tokenizer.readValue();
  }
}

function leftIn({ p }: Tokenizer, words: string): string | undefined {
  const rest = words.slice(p).trim();
  return rest === "" ? undefined : rest.slice(0, 40);
}

function tell(name: string, rest: string): Reason {
  if (name === "for") return reason("liquid-loop-rest", { rest });
  return reason("liquid-condition-rest", { tag: name, rest });
}
