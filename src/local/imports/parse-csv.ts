/** The cells of a record; that its last quote is open; or the column, from 1, of a stray quote. */
export type ParsedRecord =
  | { readonly kind: "cells"; readonly cells: readonly string[] }
  | { readonly kind: "open" }
  | { readonly kind: "stray"; readonly column: number };

/**
 * Parses one record of CSV (RFC 4180), its line breaks within quotes included. Blanks around a cell
 * are cut off. A quote within a cell that does not begin with one, or text behind a closing quote,
 * is a stray quote: what was meant is not known.
 */
export function parseRecord(text: string, delimiter: string): ParsedRecord {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const column = cells.length + 1;
    const begin = skipBlanks(text, at, delimiter);
    if (text[begin] === '"') {
      const end = closingQuote(text, begin + 1);
      if (end === undefined) return { kind: "open" };
      cells.push(text.slice(begin + 1, end).replaceAll('""', '"'));
      at = skipBlanks(text, end + 1, delimiter);
      if (at < text.length && !text.startsWith(delimiter, at)) return { kind: "stray", column };
    } else {
      const found = text.indexOf(delimiter, begin);
      at = found === -1 ? text.length : found;
      const cell = text.slice(begin, at);
      if (cell.includes('"')) return { kind: "stray", column };
      cells.push(cell.trim());
    }
    if (at >= text.length) return { kind: "cells", cells };
    at += delimiter.length;
  }
}

/** The quote that ends the cell; two in a row are one within it. */
function closingQuote(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return undefined;
}

function skipBlanks(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && /\s/.test(text[at] ?? "")) at += 1;
  return at;
}

const signs = [",", ";", "\t", "|"];

/** The sign that a first line has most of outside of quotes; a comma where it has none. */
export function guessSign(line: string): string {
  const bare = line.replaceAll(/"[^"]*"/g, "");
  const counts = signs.map((sign) => bare.split(sign).length);
  return signs[counts.indexOf(Math.max(...counts))] ?? ",";
}
