import { Drop, type Filter, type FilterImplOptions } from "liquidjs";
import { reason } from "../../reasons/reason.ts";
import {
  add,
  compare,
  type Decimal,
  divide,
  modulo,
  multiply,
  PointedNumber,
  type Rounding,
  round,
  subtract,
  toDecimal,
  toNumber,
} from "./decimal.ts";
import { plainText } from "./plain-text.ts";
import { refuseInFilter, writtenArgument } from "./text-fault.ts";
import { type Writing, writingOf } from "./writing.ts";

type Call = Pick<Filter, "args" | "name">;

interface Called {
  readonly token: Call;
}

/**
 * A text with digits that is no number: of `12,50` Liquid would take 12, of `€19.90` 0, and a customer
 * would read a false amount. A text without any digit is 0, as Liquid has it.
 * @throws what a filter can't use
 */
function refuseText(call: Call, value: unknown): void {
  const plain = value instanceof Drop ? value.valueOf() : value;
  if (typeof plain !== "string" || isNumber(plain) || !/\d/.test(plain)) return;
  refuseInFilter(reason("filter-number", { filter: call.name }));
}

function isNumber(text: string): boolean {
  return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text);
}

/** What is printed as a number is one, or a text of one. @throws as {@link refuseText} */
function refuseOther(call: Call, value: unknown): void {
  const plain = value instanceof Drop ? value.valueOf() : value;
  if (typeof plain === "number" || (typeof plain === "string" && isNumber(plain))) return;
  refuseInFilter(reason("filter-number", { filter: call.name }));
}

/** An argument; a number that the template writes with a point keeps it: `divided_by: 7.0`. */
function argument(this: Called, place: number, value: unknown): Decimal {
  const token = this.token.args[place] as { getText?: () => string } | undefined;
  refuseText(this.token, value);
  const pointed = typeof value === "number" && /^-?\d+\.\d+$/.test(token?.getText?.() ?? "");
  return toDecimal(pointed ? new PointedNumber(value) : value);
}

function arithmetic(calculate: (one: Decimal, other: Decimal) => Decimal): FilterImplOptions {
  return function calculated(value: unknown, by: unknown) {
    refuseText(this.token, value);
    const other = argument.call(this, 0, by);
    if (other.digits === 0n && (calculate === divide || calculate === modulo)) {
      refuseInFilter(
        reason("filter-divides-by-zero", { argument: writtenArgument(this.token, 0) }),
      );
    }
    return toNumber(calculate(toDecimal(value), other));
  };
}

function rounding(how: Rounding): FilterImplOptions {
  return function rounded(value: unknown, places: unknown = 0) {
    // Fewer than none or more than a double holds are slips of the pen.
    refuseText(this.token, value);
    const wanted = Math.min(15, Math.max(-15, Math.trunc(Number(plainText(places)) || 0)));
    return toNumber(roundAt(toDecimal(value), how === "half-up" ? wanted : 0, how));
  };
}

/** To tens and hundreds, too: `15 | round: -1` is 20. */
function roundAt(number: Decimal, places: number, how: Rounding): Decimal {
  if (places >= 0) return round(number, places, how);
  const { digits } = round({ ...number, scale: number.scale - places }, 0, how);
  return { digits: digits * 10n ** BigInt(-places), scale: 0, isWhole: true };
}

function total(this: Called, value: unknown, property: unknown): unknown {
  const list: unknown[] = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
  const name = property === undefined ? undefined : plainText(property);
  const parts = list.map((part) => (name === undefined ? part : propertyOf(part, name)));
  for (const part of parts) refuseText(this.token, part);
  return toNumber(parts.map(toDecimal).reduce(add, { digits: 0n, scale: 0, isWhole: true }));
}

function propertyOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** `0.00`, `#,##0`, `0.##`: at least and at most so many decimals, and whether thousands are set off. */
const pattern = /^[#0,]*?(,?)[#0]+(?:\.(0*)(#*))?$/;

/** The same, thousands set off by three: `0,00` means a decimal comma, which a pattern has none of. */
const strictPattern = /^(?:[#0]{1,3}(?:,[#0]{3})+|[#0]+)(?:\.0*#*)?$/;

/** Whether a text is a pattern of `number` that prints what it looks like. */
export function isNumberPattern(text: string): boolean {
  return strictPattern.test(text);
}

/** @throws RangeError for a pattern that is none */
function formatNumber(call: Call, value: unknown, by: unknown, locale: string): unknown {
  const wanted = by === undefined ? "0.##########" : plainText(by);
  const [match, , zeros = "", more = ""] = pattern.exec(wanted) ?? [];
  if (match === undefined) {
    refuseInFilter(reason("filter-pattern", { argument: writtenArgument(call, 0) }));
  }
  refuseOther(call, value);
  const number = toDecimal(value);
  return new Intl.NumberFormat(knownLocale(locale), {
    signDisplay: "negative",
    minimumFractionDigits: Math.min(20, zeros.length),
    maximumFractionDigits: Math.min(20, zeros.length + more.length),
    useGrouping: wanted.includes(","),
  }).format(Number(`${number.digits}e-${number.scale}`));
}

/** Whether a text has the form of a currency of ISO 4217. */
export function isCurrency(text: string): boolean {
  return /^[A-Za-z]{3}$/.test(text);
}

/** @throws RangeError without a currency, or for one that is none */
function formatMoney(
  call: Call,
  value: unknown,
  said: unknown,
  { locale, currency: usual }: Writing,
) {
  const isSaid = said !== undefined && said !== null;
  const currency = isSaid ? plainText(said) : usual;
  if (currency === undefined) refuseInFilter(reason("filter-without-currency"));
  if (!isCurrency(currency)) {
    const argument = isSaid ? writtenArgument(call, 0) : "shop.currency of settings.json";
    refuseInFilter(reason("filter-currency", { argument }));
  }
  refuseOther(call, value);
  const number = toDecimal(value);
  const style = { style: "currency", currency, signDisplay: "negative" } as const;
  return new Intl.NumberFormat(knownLocale(locale), style).format(
    Number(`${number.digits}e-${number.scale}`),
  );
}

/** A locale that the runtime can read; English otherwise. */
export function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll("_", "-"))[0] ?? "en";
  } catch {
    // How Intl says that a text is no locale: what a producer wrote is not ours to refuse here.
    return "en";
  }
}

/**
 * Arithmetic as Liquid documents it, on decimals: 0.1 plus 0.2 is 0.3, 7 divided by 2 is 3 and
 * divided by 2.0 is 3.5. `number` and `money` print by the language of the text.
 * https://shopify.dev/docs/api/liquid/filters (math)
 */
export const numberFilters: Readonly<Record<string, FilterImplOptions>> = {
  plus: arithmetic(add),
  minus: arithmetic(subtract),
  times: arithmetic(multiply),
  divided_by: arithmetic(divide),
  modulo: arithmetic(modulo),
  at_least: arithmetic((one, other) => (compare(one, other) < 0 ? other : one)),
  at_most: arithmetic((one, other) => (compare(one, other) > 0 ? other : one)),
  abs(value: unknown) {
    refuseText(this.token, value);
    const number = toDecimal(value);
    return toNumber({ ...number, digits: number.digits < 0n ? -number.digits : number.digits });
  },
  ceil: rounding("up"),
  floor: rounding("down"),
  round: rounding("half-up"),
  sum: total,
  number(value: unknown, by: unknown) {
    return formatNumber(this.token, value, by, writingOf(this.context).locale);
  },
  money(value: unknown, currency: unknown) {
    return formatMoney(this.token, value, currency, writingOf(this.context));
  },
};
