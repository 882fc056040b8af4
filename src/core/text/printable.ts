/**
 * What a terminal obeys instead of showing: control characters and escape sequences, characters that
 * turn the direction of a line, halves of characters, and others that nobody sees. Not the joiners
 * (U+200C, U+200D), which emoji and Persian are written with.
 */
const unseen = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text as one line that a terminal shows as it is: what it would obey stands there as JSON writes it,
 * `\u001b`, so that a line of JSON stays the same JSON.
 */
export function printable(text: string): string {
  return text.replace(unseen, escape);
}

/** The same of a text of our own that has several lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

function escape(sign: string): string {
  if (sign === "\n") return "\\n";
  if (sign === "\t") return "\\t";
  const units = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
