import { reason } from "../../reasons/reason.ts";
import { HOUR, MINUTE } from "../../time/instant.ts";
import { resolveLocal } from "../../time/offset-spans.ts";
import { isKnownZone, offsetAt } from "../../time/zone.ts";
import { plainText } from "./plain-text.ts";
import { type Moment, readMoment } from "./read-moment.ts";
import { type Shown, strftime } from "./strftime.ts";
import { type FilterCall, refuseInFilter, writtenArgument } from "./text-fault.ts";
import type { Writing } from "./writing.ts";

/** Longer formats are mistakes; the bound keeps a template from making text without limit. */
const longestFormat = 500;

const fixedOffset = /^([+-])(\d\d):?(\d\d)$/;

/** Whether a date can be shown in the zone: an IANA name, or an offset such as "+08:00". */
export function isPrintableZone(zone: string): boolean {
  return fixedOffset.test(zone) || isKnownZone(zone);
}

/**
 * Liquid's `date`. An instant is shown on the wall clock of `zone`, the customer's where the
 * template names none; a date or a time without an offset is shown as it is written.
 * @param value a date in one of the forms of {@link readMoment}, or "now" or "today"
 * @param zone an IANA name or an offset such as "+08:00"
 * @returns the value itself where it is no date, as in Liquid
 * @throws RangeError for a zone that is none
 */
export function formatDate(
  value: unknown,
  format: unknown,
  zone: unknown,
  about: Writing,
  call: FilterCall,
): unknown {
  const isNow = typeof value === "string" && /^(?:now|today)$/i.test(value);
  const moment: Moment | undefined = isNow ? { kind: "instant", at: about.now } : readMoment(value);
  if (moment === undefined) {
    const [line = 1, column = 1] = call.getPosition();
    about.noDate?.(value, { line, column });
    return value;
  }
  if (format === "") return value;
  const wanted = typeof format === "string" ? format.slice(0, longestFormat) : "%Y-%m-%d";
  return strftime(place(moment, zone, about, call), wanted);
}

function place(moment: Moment, zone: unknown, about: Writing, call: FilterCall): Shown {
  const { locale } = about;
  const named = zone === undefined || zone === null ? undefined : plainText(zone);
  if (named !== undefined && !isPrintableZone(named)) {
    refuseInFilter(reason("filter-zone", { argument: writtenArgument(call, 1) }));
  }
  if (moment.kind === "day" || (moment.kind === "wall" && named === undefined)) {
    const at = resolveLocal(moment.wall, about.zone);
    return { wall: moment.wall, offset: offsetAt(at, about.zone), zone: about.zone, locale };
  }
  const at = moment.kind === "wall" ? resolveLocal(moment.wall, about.zone) : moment.at;
  const fixed = named === undefined ? undefined : readOffset(named);
  if (fixed !== undefined) return { wall: at + fixed, offset: fixed, zone: "+", locale };
  const where = named ?? about.zone;
  const offset = offsetAt(at, where);
  return { wall: at + offset, offset, zone: where, locale };
}

function readOffset(text: string): number | undefined {
  const [, sign, hours, minutes] = fixedOffset.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const size = Number(hours) * HOUR + Number(minutes) * MINUTE;
  return sign === "-" ? -size : size;
}
