/**
 * Blocks of the Unicode East Asian Width table (UAX #11) that a terminal shows two cells wide:
 * Hangul Jamo, CJK with kana and fullwidth punctuation, Hangul syllables, compatibility forms,
 * emoji, and the ideographs of the second plane.
 */
const wide: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

const zeroWidth = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** How many cells of a terminal a text takes: 2 for a Chinese character, 0 for a combining mark. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x300) width += 1;
    else if (wide.some(([from, to]) => code >= from && code <= to)) width += 2;
    else if (!zeroWidth.test(character)) width += 1;
  }
  return width;
}

/** Fills up with blanks to so many cells, at the end or at the start. */
export function padToWidth(text: string, width: number, side: "end" | "start" = "end"): string {
  const blanks = " ".repeat(Math.max(0, width - displayWidth(text)));
  return side === "end" ? text + blanks : blanks + text;
}
