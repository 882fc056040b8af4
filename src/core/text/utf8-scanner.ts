/** Where a file stops being UTF-8. */
export interface Utf8Fault {
  /** From 1. */
  readonly line: number;
  /** Place of the first byte that fits no character, in the file, from 1. */
  readonly byte: number;
}

export interface Utf8Scanner {
  /** Looks at the next bytes. @returns the first fault; a scanner that found one is done */
  scan(bytes: Uint8Array): Utf8Fault | undefined;
  /** To be called after the last bytes: a character may have been cut off. */
  end(): Utf8Fault | undefined;
}

/**
 * Tells where bytes are no UTF-8, part after part, as Unicode defines it (table 3-7: no overlong
 * forms, no surrogates, nothing above U+10FFFF). A zero byte is a fault too: no text has one, and
 * English in UTF-16 would pass for UTF-8 without this.
 */
export function createUtf8Scanner(): Utf8Scanner {
  let line = 1;
  let byte = 0;
  /** Where the character began that is being read, and what has to follow. */
  let began = 0;
  let missing = 0;
  let least = 0x80;
  let most = 0xbf;
  const fault = (at: number): Utf8Fault => ({ line, byte: at });
  return {
    scan(bytes) {
      for (const value of bytes) {
        byte += 1;
        if (missing > 0) {
          if (value < least || value > most) return fault(began);
          [least, most] = [0x80, 0xbf];
          missing -= 1;
        } else if (value < 0x80) {
          if (value === 0) return fault(byte);
          if (value === 0x0a) line += 1;
        } else {
          const follows = whatFollows(value);
          if (follows === undefined) return fault(byte);
          began = byte;
          [missing, least, most] = follows;
        }
      }
      return undefined;
    },
    end: () => (missing > 0 ? fault(began) : undefined),
  };
}

/** How many bytes follow the first of a character, and between what the next one is. */
function whatFollows(first: number): [missing: number, least: number, most: number] | undefined {
  if (first >= 0xc2 && first <= 0xdf) return [1, 0x80, 0xbf];
  if (first === 0xe0) return [2, 0xa0, 0xbf];
  if (first === 0xed) return [2, 0x80, 0x9f];
  if (first >= 0xe1 && first <= 0xef) return [2, 0x80, 0xbf];
  if (first === 0xf0) return [3, 0x90, 0xbf];
  if (first >= 0xf1 && first <= 0xf3) return [3, 0x80, 0xbf];
  return first === 0xf4 ? [3, 0x80, 0x8f] : undefined;
}
