/**
 * Numbers as text of fixed length, 91 characters a digit: those from "#" to "~" without the
 * backslash, which JSON doubles. Two digits hold 8,280, three 753,570, four 68 million.
 */
export const base91 = 91;
const firstDigit = 35;
const backslash = 92;

export function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < backslash ? code - firstDigit : code - firstDigit - 1;
}

export function readDigits(text: string, at: number, length: number): number {
  if (length === 0) return 0;
  let value = 0;
  for (let i = at; i < at + length; i++) value = value * base91 + digitAt(text, i);
  return value;
}

/** @param value a whole number from 0 to `91 ** length - 1` */
export function writeDigits(value: number, length: number): string {
  let text = "";
  for (let rest = value, i = 0; i < length; i++, rest = Math.floor(rest / base91)) {
    const code = firstDigit + (rest % base91);
    text = String.fromCharCode(code < backslash ? code : code + 1) + text;
  }
  return text;
}
