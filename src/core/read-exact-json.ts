/** Where a number of 16 digits or more may begin; inside an id or a token it follows other signs. */
const longNumber = /(?:^|[:[,])\s*-?\d{16}/;

/**
 * Levels inside of each other that JSON from outside may have: twelve branches within each other make
 * 50, an order five. What walks through a value calls itself at each level, and some 5,000 end the
 * stack.
 */
export const mostJsonLevels = 64;

/** JSON from outside, or why it can't be used. */
export type ExactJson = { readonly value: unknown } | { readonly problem: string };

/**
 * Parses text from outside; whole numbers beyond 2^53 (Shopify's ids are) stay exact, as text. Half a
 * character stays as it is: whoever takes the value refuses or repairs it (text/repair-text.ts).
 * @param most levels inside of each other
 */
export function readExactJson(text: string, most = mostJsonLevels): ExactJson {
  if (isDeeper(text, most)) return { problem: `nested more than ${most} levels deep` };
  try {
    if (!longNumber.test(text)) return { value: JSON.parse(text) };
    return {
      value: JSON.parse(text, (_key, value, context?: { source?: string }) =>
        typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)
          ? (context?.source ?? String(value))
          : value,
      ),
    };
  } catch {
    // No JSON is an expected outcome here; the caller says so.
    return { problem: "not JSON" };
  }
}

/** The value where the text is JSON that can be used; else undefined. */
export function exactValueOf(text: string): unknown {
  const read = readExactJson(text);
  return "value" in read ? read.value : undefined;
}

/** Before it is parsed: a reviver calls itself at each level. */
function isDeeper(text: string, most: number): boolean {
  let level = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') isText = !isText;
    else if (sign === "\\") at += 1;
    else if (isText) continue;
    else if (sign === "[" || sign === "{") {
      level += 1;
      if (level > most) return true;
    } else if (sign === "]" || sign === "}") level -= 1;
  }
  return false;
}
