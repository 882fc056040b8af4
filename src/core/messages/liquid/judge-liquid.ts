import { AssignTag, type Filter, type Template as Node, TypeGuards, type Value } from "liquidjs";
import { type Reason, reason } from "../../reasons/reason.ts";
import { isPrintableZone } from "./date-filter.ts";
import { judgeTags } from "./judge-tags.ts";
import { isCurrency, isNumberPattern } from "./number-filters.ts";
import { findUnknownDirective } from "./strftime.ts";
import { isPrinted, walkNodes } from "./walk-nodes.ts";

/** Liquid that parses and yet does not print what Liquid's reference says, or not what was meant. */
export interface LiquidJudgement {
  readonly severity: "error" | "advice";
  readonly line: number;
  readonly column: number;
  readonly why: Reason;
}

/**
 * What a template's own words tell before any value is known: an operator outside of a condition, a
 * format, zone or pattern that nobody can print by, a division that cuts; and words that a tag does
 * not know.
 * @param source that the nodes were parsed from
 */
export function judgeLiquid(nodes: readonly Node[], source: string): LiquidJudgement[] {
  const tags = judgeTags(source).map((one): LiquidJudgement => ({ severity: "error", ...one }));
  const judged = [...tags, ...judgeBraces(source)];
  for (const { node, values } of walkNodes(nodes)) {
    const [line = 1, column = 1] = node.token.getPosition();
    const say = (severity: LiquidJudgement["severity"], why: Reason) =>
      judged.push({ severity, line, column, why });
    if (values.some(hasEscape)) say("error", reason("liquid-escape-in-quotes"));
    const takesValue = isPrinted(node) || node instanceof AssignTag;
    for (const value of values) {
      const operator = takesValue ? operatorIn(value) : undefined;
      if (operator !== undefined) say("error", reason("liquid-operator-outside-if", { operator }));
      for (const filter of value.filters) judgeFilter(filter, say);
    }
  }
  return judged;
}

function operatorIn({ initial }: Value): string | undefined {
  return initial.postfix.find((token) => TypeGuards.isOperatorToken(token))?.getText();
}

/** A text in quotes with a backslash: Liquid knows no escapes, and the library takes them for such. */
function hasEscape({ initial, filters }: Value): boolean {
  const texts = [...initial.postfix, ...filters.flatMap(({ args }) => args.flat())];
  return texts.some((token) => TypeGuards.isQuotedToken(token) && token.getText().includes("\\"));
}

/** `{ customer.name }`: printed as it stands, braces included. */
const singleBraces =
  /(?<!\{)\{\s*((?:customer|event|shop|offer|computed|message)\.[\w.-]+)[^{}\n]*\}(?!\})/g;

function judgeBraces(source: string): LiquidJudgement[] {
  return [...source.matchAll(singleBraces)].map(({ index, 1: variable = "" }) => {
    const lines = source.slice(0, index).split("\n");
    const place = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
    return { severity: "advice", ...place, why: reason("liquid-single-braces", { variable }) };
  });
}

type Say = (severity: LiquidJudgement["severity"], why: Reason) => void;

function judgeFilter({ name, args }: Filter, say: Say): void {
  if (Object.hasOwn(judges, name)) judges[name]?.(args, say);
}

const judges: Readonly<Record<string, (args: Filter["args"], say: Say) => void>> = {
  date([format, zone], say) {
    const written = quoted(format);
    if (written !== undefined && /[A-Za-z]/.test(written) && !written.includes("%")) {
      say("error", reason("liquid-date-without-directive", { format: written.slice(0, 40) }));
    }
    const directive = findUnknownDirective(written ?? "");
    if (directive !== undefined) say("error", reason("liquid-date-directive", { directive }));
    const named = quoted(zone);
    if (named !== undefined && !isPrintableZone(named)) {
      say("error", reason("liquid-date-zone", { zone: named }));
    }
  },
  number([first], say) {
    const pattern = quoted(first);
    if (pattern !== undefined && !isNumberPattern(pattern)) {
      say("error", reason("liquid-number-pattern", { pattern }));
    }
  },
  money([first], say) {
    const currency = quoted(first);
    if (currency !== undefined && !isCurrency(currency)) {
      say("error", reason("liquid-currency", { currency }));
    }
  },
  divided_by([by], say) {
    const written = writtenNumber(by);
    if (written === undefined) return;
    if (Number(written) === 0) say("error", reason("liquid-divided-by-zero"));
    else if (!written.includes(".")) say("advice", reason("liquid-division-cuts", { written }));
  },
  // The library has it, Liquid has not.
  to_integer(_, say) {
    say("error", reason("liquid-filter-unknown", { filter: "to_integer" }));
  },
  uniq: takesNothing("uniq"),
  compact: takesNothing("compact"),
  modulo([by], say) {
    if (Number(writtenNumber(by) ?? 1) === 0) say("error", reason("liquid-divided-by-zero"));
  },
};

/** A filter to which the library gives a property of Liquid's, and which passes over it. */
function takesNothing(filter: string) {
  return ([property]: Filter["args"], say: Say): void => {
    if (property !== undefined) say("error", reason("liquid-filter-takes-nothing", { filter }));
  };
}

function writtenNumber(argument: unknown): string | undefined {
  return TypeGuards.isNumberToken(argument) ? argument.getText() : undefined;
}

/** The text of an argument that the template writes itself. */
function quoted(argument: unknown): string | undefined {
  return TypeGuards.isQuotedToken(argument) ? argument.content : undefined;
}
