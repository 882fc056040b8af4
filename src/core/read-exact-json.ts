/** Where a number of 16 digits or more may begin; inside an id or a token it follows other signs. */
const longNumber = /(?:^|[:[,])\s*-?\d{16}/;

/** Half of a character of two, written as an escape: a text that was cut in an emoji ends in one. */
const surrogate = /\\ud[89a-f]/i;
const escapes = /\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|(\\ud[89a-f][\da-f]{2})|\\./gis;

/** No half of a character stays: UTF-8 has none, so no store, queue or mail can hold one. */
function withWholeCharacters(text: string): string {
  const whole = text.toWellFormed();
  if (!surrogate.test(whole)) return whole;
  return whole.replace(escapes, (found, half?: string) => (half === undefined ? found : "\\ufffd"));
}

/**
 * Parses text from outside; whole numbers beyond 2^53 (Shopify's ids are) stay exact, as text, and
 * half a character becomes U+FFFD, in names as in values.
 * @returns undefined for what is no JSON
 */
export function readExactJson(said: string): unknown {
  const text = withWholeCharacters(said);
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
