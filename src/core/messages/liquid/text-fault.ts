import { type Filter, LiquidError, type LiquidErrors, TypeGuards } from "liquidjs";
import { printReason, type Reason, reason } from "../../reasons/reason.ts";

/**
 * One reason why a text could not be made, and its place in the template. It names what the template
 * says and never a value, since values are personal data and reasons are stored and printed.
 */
export interface TextFault {
  readonly line: number;
  readonly column: number;
  readonly why: Reason;
  /** The variable that has no value and no default, such as `event.total`. */
  readonly missing?: string;
}

/** What a filter is called with. */
export type FilterCall = Pick<Filter, "args"> & { readonly getPosition: () => number[] };

/** Stops a filter that can't print. @throws always; {@link faultsOf} reads it */
export function refuseInFilter(why: Reason): never {
  throw Object.assign(new RangeError(printReason(why)), { why });
}

/** An argument as the template writes it: `"EURO"`, or `event.currency` for a value. */
export function writtenArgument({ args }: Pick<Filter, "args">, place: number): string {
  return cut(textOf(args[place]) ?? "the argument");
}

function textOf(token: unknown): string | undefined {
  if (typeof token !== "object" || token === null || !("getText" in token)) return undefined;
  return typeof token.getText === "function" ? String(token.getText()) : undefined;
}

/**
 * Gives the failure of a filter its place. What the library or the runtime says may quote the value,
 * so of other failures than our own only the filter's name is kept.
 */
export function placeFilterFailure(error: unknown, name: string, call: FilterCall): unknown {
  if (LiquidError.is(error) || isLimit(error)) return error;
  const [line = 1, column = 1] = call.getPosition();
  const why = whyOf(error) ?? reason("filter-fails", { filter: name });
  return Object.assign(new RangeError(printReason(why)), { why, line, column });
}

/** Every fault of one rendering in reading order, each place and reason once. */
export function faultsOf(error: unknown): TextFault[] {
  const faults = new Map<string, TextFault>();
  for (const one of flatten(error)) {
    const fault = faultOf(one);
    faults.set(JSON.stringify(fault), fault);
  }
  return [...faults.values()];
}

function flatten(error: unknown): unknown[] {
  if (!LiquidError.is(error) || !("errors" in error)) return [error];
  return (error as LiquidErrors).errors.flatMap(flatten);
}

function faultOf(error: unknown): TextFault {
  if (!LiquidError.is(error)) {
    if (isLimit(error)) return { line: 1, column: 1, why: reason("text-too-long") };
    throw error;
  }
  const { token, originalError } = error as LiquidError & { readonly originalError?: unknown };
  const [line = 1, column = 1] = (token as { getPosition?: () => number[] }).getPosition?.() ?? [];
  if (isLimit(originalError)) return { line, column, why: reason("text-too-long") };
  const [, missing] =
    /^undefined variable: (.*?)(?:, line:\d+, col:\d+)?$/s.exec(error.message) ?? [];
  if (missing !== undefined) {
    const variable = writtenName(token) ?? missing;
    return { line, column, why: reason("value-missing", { variable }), missing: variable };
  }
  const placed = originalError as { readonly line?: number; readonly column?: number } | undefined;
  const why = whyOf(originalError) ?? reason("tag-fails", { written: cut(textOf(token) ?? "") });
  return { line: placed?.line ?? line, column: placed?.column ?? column, why };
}

/**
 * A name with a computed part as the template writes it, `event.prices[customer.tier]`: the library
 * would put the customer's value into it. Undefined for other names.
 */
function writtenName(token: unknown): string | undefined {
  if (!TypeGuards.isPropertyAccessToken(token)) return undefined;
  const isComputed = token.props.some((prop) => TypeGuards.isPropertyAccessToken(prop));
  return isComputed ? cut(token.getText()) : undefined;
}

function whyOf(error: unknown): Reason | undefined {
  return (error as { readonly why?: Reason } | undefined)?.why;
}

function isLimit(error: unknown): boolean {
  return error instanceof Error && error.message.endsWith("limit exceeded");
}

/** As much as fits a line of a report. */
function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}
