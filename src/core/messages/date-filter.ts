import { DAY, type Instant, MINUTE, parseInstant, SECOND } from "../time/instant.ts";
import { localDay, parseDay, weekdayOf } from "../time/zone.ts";

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
  "January February March April May June July August September October November December".split(" ");
const days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

/** The letters of strftime that mails use; an unknown one stays as it is written. */
function field(letter: string, { wall, offset }: Moment): readonly [string | number, number] {
  const date = new Date(wall);
  const month = months[date.getUTCMonth()] ?? "";
  const weekday = days[weekdayOf(localDay(wall, "UTC")) - 1] ?? "";
  const hour = date.getUTCHours();
  const zone = `${offset < 0 ? "-" : "+"}${clock(Math.abs(offset) / MINUTE)}`;
  switch (letter) {
    case "Y":
      return [date.getUTCFullYear(), 4];
    case "y":
      return [date.getUTCFullYear() % 100, 2];
    case "m":
      return [date.getUTCMonth() + 1, 2];
    case "d":
    case "e":
      return [date.getUTCDate(), 2];
    case "H":
      return [hour, 2];
    case "I":
    case "l":
      return [hour % 12 === 0 ? 12 : hour % 12, 2];
    case "M":
      return [date.getUTCMinutes(), 2];
    case "S":
      return [date.getUTCSeconds(), 2];
    case "B":
      return [month, 0];
    case "b":
      return [month.slice(0, 3), 0];
    case "A":
      return [weekday, 0];
    case "a":
      return [weekday.slice(0, 3), 0];
    case "p":
      return [hour < 12 ? "AM" : "PM", 0];
    case "P":
      return [hour < 12 ? "am" : "pm", 0];
    case "z":
      return [zone, 0];
    case "%":
      return ["%", 0];
    default:
      return [`%${letter}`, 0];
  }
}

function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => `${part}`.padStart(2, "0")).join("");
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
    const [text, width] = field(letter, moment);
    if (plain === "-") return String(text);
    return String(text).padStart(width, letter === "e" || letter === "l" ? " " : "0");
  });
}
