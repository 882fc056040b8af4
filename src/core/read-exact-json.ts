/** Where a number of 16 digits or more may begin; inside an id or a token it follows other signs. */
const longNumber = /(?:^|[:[,])\s*-?\d{16}/;

/**
 * Parses text from outside; whole numbers beyond 2^53 (Shopify's ids are) stay exact, as text.
 * @returns undefined for what is no JSON
 */
export function readExactJson(text: string): unknown {
  try {
    if (!longNumber.test(text)) return JSON.parse(text);
    return JSON.parse(text, (_key, value, context?: { source?: string }) =>
      typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
        ? (context?.source ?? String(value))
        : value,
    );
  } catch {
    // No JSON is an expected outcome here; the caller says so.
    return undefined;
  }
}
