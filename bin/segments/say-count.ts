import { formatLocal } from "../../src/core/time/zone.ts";
import type { Population } from "./population.ts";

/** "1,234 customers". */
export function sayCount(count: number, word: string): string {
  return `${sayNumber(count)} ${word}${count === 1 ? "" : "s"}`;
}

export function sayNumber(count: number): string {
  return count.toLocaleString("en-US");
}

/** "12.5 %"; of nothing "–". */
export function sayShare(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Number(((100 * part) / whole).toFixed(1))} %`;
}

/** "as of Sat 2026-02-28 23:59 Asia/Shanghai". */
export function sayMoment({ now, definitions }: Population): string {
  return `as of ${formatLocal(now, definitions.settings.zone)}`;
}
