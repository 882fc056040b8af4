/**
 * Parts of one execution. The answers of a map's children together may be 256 KiB, which 18,217 of
 * ours fill, and the execution's own input, which names its parts, may be as much.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const mostParts = 10_000;

/** What one execution takes in of an upload. */
export interface NextParts {
  /** It is over when all parts up to this one have been taken in. */
  readonly parts: number;
  readonly left: readonly number[];
}

/**
 * The first of the parts that are left; a larger upload takes one execution after another.
 * @param all how many parts the upload has
 * @param left those that are left, in order
 */
export function nextParts(all: number, left: readonly number[]): NextParts {
  const next = left.slice(0, mostParts);
  return { parts: next.length < left.length ? (next.at(-1) ?? all) : all, left: next };
}
