import { DAY, type Instant, MINUTE, parseInstant, SECOND } from "../../time/instant.ts";
import { parseDay } from "../../time/zone.ts";

/** What a wall clock showed, as if it stood in UTC, and its offset if it was said. */
interface Moment {
  readonly wall: Instant;
  readonly offset: number;
}

const local = /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?$/;

/**
 * Reads "2026-01-12", "2026-01-12 09:00", a date-time with its offset, or seconds since 1970. The
 * wall clock stays as it is written: no zone is guessed.
 */
function readMoment(value: unknown): Moment | undefined {
  if (typeof value === "number") return { wall: value * SECOND, offset: 0 };
  if (typeof value !== "string") return undefined;
  const instant = parseInstant(value);
  if (instant !== undefined) {
    const [, sign, hours, minutes = "0"] = /([+-])(\d\d):?(\d\d)?$/.exec(value) ?? [];
    const size = hours === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * MINUTE;
    const offset = sign === "-" ? -size : size;
    return { wall: instant + offset, offset };
  }
  const [, date = value, hour = 0, minute = 0, second = 0] = local.exec(value) ?? [];
  const day = parseDay(date);
  if (day === undefined) return undefined;
  const time = (Number(hour) * 60 + Number(minute)) * MINUTE + Number(second) * SECOND;
  return { wall: day * DAY + time, offset: 0 };
}

const months =
  "January February March April May June July August September October November December".split(
    " ",
  );
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** The letters of strftime that mails use: a number with its width, or a word. */
const fields: Readonly<
  Record<string, (date: Date, offset: number) => readonly [number, number] | string>
> = {
  Y: (date) => [date.getUTCFullYear(), 4],
  y: (date) => [date.getUTCFullYear() % 100, 2],
  m: (date) => [date.getUTCMonth() + 1, 2],
  d: (date) => [date.getUTCDate(), 2],
  e: (date) => [date.getUTCDate(), 2],
  H: (date) => [date.getUTCHours(), 2],
  I: (date) => [hourOfTwelve(date), 2],
  l: (date) => [hourOfTwelve(date), 2],
  M: (date) => [date.getUTCMinutes(), 2],
  S: (date) => [date.getUTCSeconds(), 2],
  B: (date) => months[date.getUTCMonth()] ?? "",
  b: (date) => (months[date.getUTCMonth()] ?? "").slice(0, 3),
  A: (date) => days[date.getUTCDay()] ?? "",
  a: (date) => (days[date.getUTCDay()] ?? "").slice(0, 3),
  p: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  P: (date) => (date.getUTCHours() < 12 ? "am" : "pm"),
  z: (_, offset) => `${offset < 0 ? "-" : "+"}${clock(Math.abs(offset) / MINUTE)}`,
  "%": () => "%",
};

function hourOfTwelve(date: Date): number {
  return date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12;
}

function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60]
    .map((part) => `${part}`.padStart(2, "0"))
    .join("");
}

/**
 * Liquid's `date`, so that the same message comes out the same everywhere: the library's own asks
 * the machine for the time and the zone. `%-d` has no leading zero; `%e` and `%l` have a space.
 * @param created what "now" and "today" mean
 * @returns the value itself where it is no date
 */
export function formatDate(value: unknown, format: unknown, created: unknown): unknown {
  const moment = readMoment(value === "now" || value === "today" ? created : value);
  if (moment === undefined) return value;
  // Longer formats are mistakes; the bound keeps a template from making text without limit.
  const wanted = typeof format === "string" ? format.slice(0, 500) : "%Y-%m-%d";
  return wanted.replaceAll(/%(-?)([A-Za-z%])/g, (_, plain: string, letter: string) => {
    const field = Object.hasOwn(fields, letter) ? fields[letter] : undefined;
    if (field === undefined) return `%${plain}${letter}`;
    const shown = field(new Date(moment.wall), moment.offset);
    if (typeof shown === "string") return shown;
    const [number, width] = shown;
    if (plain === "-") return String(number);
    return String(number).padStart(width, letter === "e" || letter === "l" ? " " : "0");
  });
}
