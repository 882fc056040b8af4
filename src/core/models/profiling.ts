/** What a customer says of being profiled (PIPL art. 24, GDPR art. 21). */
export type Profiling = "allowed" | "refused" | "unclear";

/**
 * Reads `profiling` of a customer, as a field or as an attribute; a refusal in either counts.
 * A word that is neither "refused" nor "allowed" is unclear: it may be a refusal, misspelt.
 */
export function readProfiling(customer: {
  readonly profiling?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}): Profiling {
  const words = [customer.profiling, customer.attributes?.["profiling"]];
  if (words.includes("refused")) return "refused";
  const clear = words.every((word) => word === undefined || word === null || word === "allowed");
  return clear ? "allowed" : "unclear";
}
