/** Sums are exact to so many parts of one: money, points, weights. */
const parts = 1e6;
/** Beyond, a part is finer than what a number holds: 2^53 parts are 9e9. */
const mostExact = 1e9;

/**
 * The sum as people count: of numbers with up to 6 decimals the number nearest to the true one, in
 * whatever order they are added (0.1 + 0.2 is 0.3). Others are added as they are.
 */
export function addDecimal(a: number, b: number): number {
  const sum = a + b;
  if (Number.isSafeInteger(sum) && Number.isSafeInteger(a)) return sum;
  if (!isDecimal(a) || !isDecimal(b)) return sum;
  // Never -0, which stored and read again would be 0.
  return Math.round(sum * parts) / parts + 0;
}

function isDecimal(value: number): boolean {
  return Math.abs(value) <= mostExact && Math.round(value * parts) / parts === value;
}
