import { distance } from "fastest-levenshtein";
import { DAY, HOUR, type Instant, MINUTE, SECOND } from "./instant.ts";
import { addMonths } from "./months.ts";
import { resolveLocal, spanAt } from "./offset-spans.ts";

/** Months and days of the calendar, then an exact time. Parts of an offset may be negative. */
export interface Duration {
  readonly months: number;
  readonly days: number;
  readonly ms: number;
}

export type ParsedDuration = { ok: true; duration: Duration } | { ok: false; problem: string };

const units = {
  min: { months: 0, days: 0, ms: MINUTE },
  h: { months: 0, days: 0, ms: HOUR },
  d: { months: 0, days: 1, ms: 0 },
  w: { months: 0, days: 7, ms: 0 },
  mo: { months: 1, days: 0, ms: 0 },
  y: { months: 12, days: 0, ms: 0 },
} as const satisfies Record<string, Duration>;

type Unit = keyof typeof units;

/** What people write for a unit: not accepted, so that files stay alike, but understood in the hint. */
const unitWords = (
  [
    ["min", "min minute minutes 分 分钟"],
    ["h", "h hr hour hours 时 小时"],
    ["d", "d day days 日 天"],
    ["w", "w week weeks 周 星期"],
    ["mo", "mo month months 月 个月"],
    ["y", "y yr year years 年"],
  ] as const
).flatMap(([unit, words]) => words.split(" ").map((word) => ({ unit, word })));

/** Letters of either case are read ("3D", "pt2h"). */
const anyCase = (words: string) =>
  words.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
const length =
  `(?:(?:\\d+\\s*(?:${Object.keys(units).map(anyCase).join("|")})\\s*)+` +
  `|[pP](?=[\\dtT])(?:\\d+[yY])?(?:\\d+[mM])?(?:\\d+[wW])?(?:\\d+[dD])?` +
  `(?:[tT](?=\\d)(?:\\d+[hH])?(?:\\d+[mM])?)?\\s*)`;

/** What {@link parseDuration} reads, as a pattern for editors; a length above ten years is left to it. */
export const durationPattern = `^\\s*${length}$`;
/** What {@link parseOffset} reads. */
export const offsetPattern = `^\\s*[+-]?\\s*${length}$`;

const example = 'write a number and a unit, such as "3d", "24h", "3min", "2w", "1mo" or "1y"';
const noSeconds = 'seconds are not kept, a wait is exact to the minute; write "1min" or more';

/** Twice as far as an event may lie back: what is longer is a slip of the pen, not a plan. */
const longest = { years: 10, ms: 10 * 365 * DAY };

/**
 * Reads "3d", "24h", "3min", "2w", "1mo", "1y", sums such as "1d 12h", and ISO 8601 ("P3DT12H"), in
 * whole numbers, up to ten years. The problem is a plain sentence without a full stop.
 */
export function parseDuration(text: string): ParsedDuration {
  return parseLength(text, "");
}

/** @param sign that stands before the text, for what is proposed in its place */
function parseLength(text: string, sign: "" | "-"): ParsedDuration {
  const written = text.trim().toLowerCase();
  // The longest sum that says each unit once is well under 40 characters.
  if (written.length > 40) return refuse(`a duration is short; ${example}`);
  if (written.startsWith("-")) return refuse(`"${written}" is negative; a duration is not`);
  const parsed = written.startsWith("p") ? parseIso(written) : parseWords(written, sign);
  return parsed.ok && rollingMs(parsed.duration) > longest.ms
    ? refuse(`"${written}" is longer than ${longest.years} years`)
    : parsed;
}

/** As {@link parseDuration}, and with a leading "-" the same length before instead of after. */
export function parseOffset(text: string): ParsedDuration {
  const [, sign, length = ""] = /^\s*([+-]?)(.*)$/s.exec(text) ?? [];
  const parsed = parseLength(length, sign === "-" ? "-" : "");
  if (!parsed.ok || sign !== "-") return parsed;
  const { months, days, ms } = parsed.duration;
  // 0 - 0 is 0, where -0 would print and compare as something else.
  return { ok: true, duration: { months: 0 - months, days: 0 - days, ms: 0 - ms } };
}

function parseWords(text: string, sign: "" | "-"): ParsedDuration {
  if (/^\d+$/.test(text)) {
    return refuse(
      `"${sign}${text}" has no unit; did you mean "${sign}${text}d" or "${sign}${text}min"?`,
    );
  }
  if (/\d[.,]\d/.test(text)) return refuse(`"${text}" is not whole; write "90min" for 1.5 h`);
  if (!/^(?:\d+\s*[^\d\s]+\s*)+$/.test(text)) {
    return refuse(`"${text}" is not a duration; ${example}`);
  }
  let sum: Duration = { months: 0, days: 0, ms: 0 };
  for (const { 1: count = "", 2: unit = "", index } of text.matchAll(/(\d+)\s*([^\d\s]+)/g)) {
    // The sign is the whole sum's, and stands before its first part alone.
    if (!isUnit(unit)) return refuse(explainUnit(index === 0 ? sign + count : count, unit));
    sum = addTimes(sum, Number(count), unit);
  }
  return { ok: true, duration: sum };
}

const isoPattern =
  /^p(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?(?:t(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?$/;
const isoUnits = ["y", "mo", "w", "d", "h", "min"] as const;

function parseIso(text: string): ParsedDuration {
  const match = isoPattern.exec(text);
  if (match === null || text === "p") {
    return refuse(
      `"${text.toUpperCase()}" is not an ISO 8601 duration in whole numbers; ${example}`,
    );
  }
  if (match[7] !== undefined) return refuse(noSeconds);
  let sum: Duration = { months: 0, days: 0, ms: 0 };
  for (const [place, unit] of isoUnits.entries()) {
    sum = addTimes(sum, Number(match[place + 1] ?? 0), unit);
  }
  return { ok: true, duration: sum };
}

function refuse(problem: string): ParsedDuration {
  return { ok: false, problem };
}

function isUnit(text: string): text is Unit {
  return Object.hasOwn(units, text);
}

function explainUnit(count: string, unit: string): string {
  if (unit === "m") {
    return `"${count}m" may be minutes or months; did you mean "${count}min" or "${count}mo"?`;
  }
  if (/^(?:s|secs?|seconds?|秒钟?|ms)$/.test(unit)) return noSeconds;
  const nearest = unitWords.reduce((best, known) =>
    distance(unit, known.word) < distance(unit, best.word) ? known : best,
  );
  return `no unit "${unit}"; did you mean "${count}${nearest.unit}"?`;
}

function addTimes(sum: Duration, count: number, unit: Unit): Duration {
  const one = units[unit];
  return {
    months: sum.months + count * one.months,
    days: sum.days + count * one.days,
    ms: sum.ms + count * one.ms,
  };
}

/**
 * The one way to write a length: "1y 2mo", "14d", "36h", "1h 30min"; "0min" when it is nothing.
 * A negative one has the sign in front. Seconds appear only where a length was reckoned, not written.
 */
export function formatDuration(duration: Duration): string {
  const { months, days, ms } = duration;
  const parts = [
    [Math.trunc(months / 12), "y"],
    [months % 12, "mo"],
    [days, "d"],
    [Math.trunc(ms / HOUR), "h"],
    [Math.trunc((ms % HOUR) / MINUTE), "min"],
    [(ms % MINUTE) / SECOND, "s"],
  ] as const;
  const words = parts.filter(([count]) => count !== 0).map(([n, unit]) => `${Math.abs(n)}${unit}`);
  if (words.length === 0) return "0min";
  return (months < 0 || days < 0 || ms < 0 ? "-" : "") + words.join(" ");
}

/** The length as exact time, for caps and other rolling windows: d = 24 h, mo = 30 d, y = 365 d. */
export function rollingMs(duration: Duration): number {
  const { months, days, ms } = duration;
  return (Math.trunc(months / 12) * 365 + (months % 12) * 30 + days) * DAY + ms;
}

/**
 * Months, then days, keep the local time in the zone; then the exact time is added. The end of a
 * month holds (31 January + 1mo is the last of February), a gap moves later, an overlap is the first.
 */
export function addDuration(at: Instant, duration: Duration, zone: string): Instant {
  if (!isCalendar(duration)) return at + duration.ms;
  const local = at + spanAt(at, zone).offset;
  const day = Math.floor(local / DAY);
  const later = addMonths(day, duration.months) + duration.days;
  return resolveLocal(local + (later - day) * DAY, zone) + duration.ms;
}

/** Whether the length depends on where it is lived: it has months or days. */
export function isCalendar(duration: Duration): boolean {
  return duration.months !== 0 || duration.days !== 0;
}
