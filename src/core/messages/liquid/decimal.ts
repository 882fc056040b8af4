import { Drop } from "liquidjs";

/**
 * A decimal number without the noise of binary fractions: `digits` × 10^-`scale`. `isWhole`: written
 * without a point, so that `divided_by` cuts, as Ruby's Integer does.
 */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
  readonly isWhole: boolean;
}

/** A number with a point whose decimals are all zero: `{{ 20 | times: 1.5 }}` prints 30.0. */
export class PointedNumber extends Drop {
  readonly value: number;

  constructor(value: number) {
    super();
    this.value = value;
  }

  override valueOf(): number {
    return this.value;
  }
}

const zero: Decimal = { digits: 0n, scale: 0, isWhole: true };
const written = /^\s*(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?/i;

/**
 * Reads a number as Liquid does: a text with a point is a decimal, another text the whole number
 * that it begins with, all else 0.
 */
export function toDecimal(value: unknown): Decimal {
  if (value instanceof PointedNumber)
    return { ...parseDecimal(String(value.value)), isWhole: false };
  const plain = value instanceof Drop ? value.valueOf() : value;
  if (typeof plain === "number") return parseDecimal(String(plain));
  if (typeof plain !== "string") return zero;
  // Ruby takes a text for a decimal only when it is one from end to end.
  if (/^\s*-?\d+\.\d+\s*$/.test(plain)) return parseDecimal(plain);
  return parseDecimal(/^\s*-?\d+/.exec(plain)?.[0] ?? "0");
}

function parseDecimal(text: string): Decimal {
  const [, sign, whole = "0", fraction = "", exponent = "0"] = written.exec(text) ?? [];
  const shift = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const scale = Math.max(0, shift);
  const scaled = shift < 0 ? digits * 10n ** BigInt(-shift) : digits;
  return { digits: scaled, scale, isWhole: fraction === "" && shift <= 0 };
}

/** As a filter gives it on: a plain number, or one that keeps its point. */
export function toNumber({ digits, scale, isWhole }: Decimal): number | PointedNumber {
  const value = Number(`${digits}e-${scale}`);
  return isWhole || !Number.isInteger(value) ? value : new PointedNumber(value);
}

function aligned(one: Decimal, other: Decimal): [bigint, bigint, number] {
  const scale = Math.max(one.scale, other.scale);
  const raise = (number: Decimal) => number.digits * 10n ** BigInt(scale - number.scale);
  return [raise(one), raise(other), scale];
}

export function add(one: Decimal, other: Decimal): Decimal {
  const [a, b, scale] = aligned(one, other);
  return { digits: a + b, scale, isWhole: one.isWhole && other.isWhole };
}

export function subtract(one: Decimal, other: Decimal): Decimal {
  return add(one, { ...other, digits: -other.digits });
}

export function multiply(one: Decimal, other: Decimal): Decimal {
  const scale = one.scale + other.scale;
  return { digits: one.digits * other.digits, scale, isWhole: one.isWhole && other.isWhole };
}

/** Decimals of a quotient that has no end: what a double holds. */
const quotientScale = 17;

/** Two whole numbers give a whole one, rounded down. @throws RangeError for a divisor of 0 */
export function divide(one: Decimal, other: Decimal): Decimal {
  if (other.digits === 0n) throw new RangeError("divided by 0");
  const [a, b] = aligned(one, other);
  if (one.isWhole && other.isWhole) return { digits: floorDivide(a, b), scale: 0, isWhole: true };
  const digits = floorDivide(a * 10n ** BigInt(quotientScale), b);
  return { digits, scale: quotientScale, isWhole: false };
}

/** The rest has the sign of the divisor, as in Ruby. @throws RangeError for a divisor of 0 */
export function modulo(one: Decimal, other: Decimal): Decimal {
  if (other.digits === 0n) throw new RangeError("divided by 0");
  const [a, b, scale] = aligned(one, other);
  return { digits: a - floorDivide(a, b) * b, scale, isWhole: one.isWhole && other.isWhole };
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** How a number is cut to `places` decimals. */
export type Rounding = "half-up" | "down" | "up";

/** Rounds to `places` decimals; half away from zero, as Ruby's BigDecimal does. */
export function round(number: Decimal, places: number, how: Rounding): Decimal {
  if (number.scale <= places) return { ...number, isWhole: number.isWhole || places <= 0 };
  const unit = 10n ** BigInt(number.scale - Math.max(0, places));
  const down = floorDivide(number.digits, unit);
  const rest = number.digits - down * unit;
  const isHalfUp = number.digits < 0n ? 2n * rest > unit : 2n * rest >= unit;
  const isUp = how === "up" ? rest > 0n : how === "half-up" && isHalfUp;
  return {
    digits: isUp ? down + 1n : down,
    scale: Math.max(0, places),
    isWhole: places <= 0,
  };
}

export function compare(one: Decimal, other: Decimal): number {
  const [a, b] = aligned(one, other);
  return a < b ? -1 : a > b ? 1 : 0;
}
