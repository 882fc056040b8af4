import {
  LiquidError,
  type LiquidErrors,
  type Template as Node,
  TypeGuards,
  Variable,
} from "liquidjs";
import { engineFor, liquidWords } from "./create-engine.ts";
import { PointedNumber } from "./decimal.ts";
import type { Markup } from "./markup.ts";
import { walkNodes } from "./walk-nodes.ts";

/** One place where a template asks for a value that it does not make itself. */
export interface VariableUse {
  /** Such as `["customer", "firstName"]`; undefined where the name is computed. */
  readonly path: readonly (string | number | undefined)[];
  readonly line: number;
  readonly column: number;
}

/** A slip in a template: where, and in plain words what. */
export interface LiquidFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** A tag or filter that is not there, and those that are. */
  readonly unknown?: { readonly word: string; readonly known: readonly string[] };
}

export type ParsedLiquid =
  | { readonly ok: true; readonly nodes: Node[]; readonly uses: readonly VariableUse[] }
  | { readonly ok: false; readonly faults: readonly LiquidFault[] };

/** The library's parser takes time by the square of both: 28,000 outputs take 16 s, 2,000 0.1 s. */
const mostTags = 2_000;
const longestTag = 4_000;

/** Parses one text of a template and lists the values it asks for. */
export function parseLiquid(text: string, markup: Markup): ParsedLiquid {
  const excess = findExcess(text);
  if (excess !== undefined) return { ok: false, faults: [excess] };
  const engine = engineFor(markup);
  try {
    const nodes = engine.parse(text);
    allowDefaultAnywhere(nodes);
    keepPoints(nodes);
    const { globals } = engine.analyzeSync(nodes, { partials: false });
    const uses = Object.values(globals).flatMap((found) => found.map(useOf));
    return { ok: true, nodes, uses: uses.toSorted(byPlace) };
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    return { ok: false, faults: faultsIn(error) };
  }
}

/**
 * `{{ event.total | times: 2 | default: 0 }}` may ask after a value that is missing: the library
 * allows it only where `default` is the first filter.
 */
function allowDefaultAnywhere(nodes: readonly Node[]): void {
  for (const { values } of walkNodes(nodes)) {
    for (const value of values) {
      if (!value.filters.slice(1).some(({ name }) => name === "default")) continue;
      const evaluate = value.value.bind(value);
      value.value = (context) => evaluate(context, true);
    }
  }
}

/** `{{ 4.0 | divided_by: 8 }}` is 0.5: the library reads 4.0 as 4. */
function keepPoints(nodes: readonly Node[]): void {
  for (const { values } of walkNodes(nodes)) {
    for (const token of values.flatMap(({ initial }) => initial.postfix)) {
      if (!TypeGuards.isNumberToken(token) || !/^-?\d+\.\d+$/.test(token.getText())) continue;
      if (Number.isInteger(token.content)) {
        (token as { content: unknown }).content = new PointedNumber(token.content);
      }
    }
  }
}

/** Where there is more Liquid than anybody writes by hand. */
function findExcess(text: string): LiquidFault | undefined {
  let count = 0;
  for (const { index } of text.matchAll(/\{[{%]/g)) {
    count += 1;
    const close = text.indexOf(text[index + 1] === "{" ? "}}" : "%}", index);
    // The parser says best what is not closed.
    if (close === -1) return undefined;
    const isLong = close - index > longestTag;
    if (!isLong && count <= mostTags) continue;
    const lines = text.slice(0, index).split("\n");
    const column = (lines.at(-1)?.length ?? 0) + 1;
    const message = isLong ? "this tag is too long" : `more than ${mostTags} tags in one text`;
    return { line: lines.length, column, message };
  }
  return undefined;
}

function byPlace(one: VariableUse, other: VariableUse): number {
  return one.line - other.line || one.column - other.column;
}

function useOf({ segments, location }: Variable): VariableUse {
  return {
    path: segments.map((part) => (part instanceof Variable ? undefined : part)),
    line: location.row,
    column: location.col,
  };
}

/** How the engine says a slip, and how we do. `$1` is what the engine found. */
const plainWords: readonly (readonly [RegExp, string])[] = [
  [/^output "(.*)" not closed$/s, '"$1" is not closed with }}'],
  [/^tag "(.*)" not closed$/s, '"$1" is not closed with %}'],
  [/^tag (\{%-?\s*(\w+).*) not closed$/s, "$1 is not closed with {% end$2 %}"],
  [/^illegal tag: (.*)$/s, "$1 is not written as this tag wants it"],
  [/^memory alloc limit exceeded$/, "it makes too much text"],
  [/^parse length limit exceeded$/, "it is too long"],
];

/**
 * Every slip that the parser found. After a slip inside of a block the parser meets the block's end
 * alone, so from the second slip on an end that belongs to nothing is not told.
 */
function faultsIn(error: LiquidError): LiquidFault[] {
  const all = "errors" in error ? (error as LiquidErrors).errors : [error];
  return all.flatMap((one, index) => {
    const isEcho = index > 0 && /^tag "(?:end.*|else|elsif|when)" not found/.test(one.message);
    return isEcho ? [] : [faultOf(one)];
  });
}

function faultOf(error: LiquidError): LiquidFault {
  const [line = 1, column = 1] = positionOf(error);
  // The engine adds ", line:1, col:4" to what it says.
  const said = error.message.replace(/, line:\d+, col:\d+$/, "");
  const [, kind, word] = /^(tag|undefined filter):? "?([^"]*?)"?(?: not found)?$/.exec(said) ?? [];
  if (word !== undefined && /^\S+$/.test(word)) {
    if (/^(?:end.*|else|elsif|when)$/.test(word)) {
      return { line, column, message: `{% ${word} %} has nothing before it that it belongs to` };
    }
    const known = kind === "tag" ? liquidWords.tags : liquidWords.filters;
    const message = `no ${kind === "tag" ? "tag" : "filter"} "${word}"`;
    return { line, column, message, unknown: { word, known } };
  }
  for (const [pattern, words] of plainWords) {
    if (pattern.test(said)) return { line, column, message: oneLine(said.replace(pattern, words)) };
  }
  return { line, column, message: oneLine(said) };
}

function positionOf(error: LiquidError): number[] {
  return (error.token as { getPosition?: () => number[] } | undefined)?.getPosition?.() ?? [];
}

/** As much as fits a line of a report. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 120 ? `${line.slice(0, 117)}…` : line;
}
