import type { DayNumber } from "../time/zone.ts";
import { base91, digitAt, readDigits, writeDigits } from "./base91.ts";

/** What happened on one day. */
export interface DayTally {
  readonly day: DayNumber;
  readonly count: number;
  readonly sum: number;
}

/**
 * One day as {@link Daily} writes it: a head that says how long the parts are, the count, the sum,
 * and how many days the next older entry lies back.
 */
export interface DayEntry {
  count: number;
  hundredths: number;
  /** The sum, where it is not written in hundredths; else 0. */
  other: number;
  gap: number;
  /** Where the next entry begins. */
  next: number;
}

/** Digits of the count: none says 1. */
const countDigits = [0, 1, 2, 4] as const;
/** Digits of the gap: none says 1. */
const gapDigits = [0, 1, 3] as const;
const mostHundredths = base91 ** 5 - 1;
/** After 0 to 5 digits of hundredths: the number as JSON writes it, behind its length. */
const sumAsText = 6;

export function newEntry(next: number): DayEntry {
  return { count: 0, hundredths: 0, other: 0, gap: 1, next };
}

export function sumOf({ hundredths, other }: DayEntry): number {
  return hundredths === 0 ? other : hundredths / 100;
}

/** Reads what stands at `entry.next` into the entry itself: a window may have a thousand. */
export function readEntry(text: string, entry: DayEntry): void {
  let at = entry.next;
  const head = digitAt(text, at++);
  const shape = (head / 3) | 0;
  const sumKind = shape >> 2;
  const counted = countDigits[(shape & 3) as 0 | 1 | 2 | 3];
  entry.count = counted === 0 ? 1 : readDigits(text, at, counted);
  at += counted;
  if (sumKind < sumAsText) {
    entry.hundredths = readDigits(text, at, sumKind);
    entry.other = 0;
    at += sumKind;
  } else {
    const end = at + 1 + digitAt(text, at);
    entry.hundredths = 0;
    entry.other = Number(text.slice(at + 1, end));
    at = end;
  }
  const back = gapDigits[(head - 3 * shape) as 0 | 1 | 2];
  entry.gap = back === 0 ? 1 : readDigits(text, at, back);
  entry.next = at + back;
}

/** @param gap days to the next older entry; 1 where there is none */
export function writeEntry(count: number, sum: number, gap: number): string {
  const counted = count === 1 ? 0 : count < base91 ? 1 : count < base91 ** 2 ? 2 : 3;
  const back = gap === 1 ? 0 : gap < base91 ? 1 : 2;
  const [sumKind, sumText] = writeSum(sum);
  const head = writeDigits(back + 3 * (counted + 4 * sumKind), 1);
  const countText = writeDigits(count, countDigits[counted]);
  return head + countText + sumText + writeDigits(gap, gapDigits[back]);
}

function writeSum(sum: number): [kind: number, text: string] {
  const hundredths = Math.round(sum * 100);
  // Dividing gives back the very number, or it stands as it is.
  if (hundredths >= 0 && hundredths <= mostHundredths && hundredths / 100 === sum) {
    let length = 0;
    while (hundredths > 0 && hundredths >= base91 ** length) length++;
    return [length, writeDigits(hundredths, length)];
  }
  const text = String(sum);
  return [sumAsText, writeDigits(text.length, 1) + text];
}
