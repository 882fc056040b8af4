import { compileSettings } from "../definitions/compile-settings.ts";
import { builtInQuietHours } from "../definitions/quiet-hours.ts";
import type { Settings } from "../definitions/settings.ts";
import { isGrantedSender, parseMailbox } from "../messages/mailbox.ts";
import { reason } from "../reasons/reason.ts";
import { unitsPerSlice } from "../sweep/rest-after.ts";
import { sweepSettingsOf } from "../sweep/sweep-settings.ts";
import { isCalendarPeriod } from "../time/calendar-period.ts";
import { countriesWithZones, isCountry, zonesOfCountry } from "../time/country-zones.ts";
import { DAY, type Instant } from "../time/instant.ts";
import { nearestCountry } from "../time/nearest-country.ts";
import { formatDay, localDay } from "../time/zone.ts";
import { checkLength } from "./check-duration.ts";
import { checkDeclared, type SetContext } from "./chosen-set.ts";
import { lacksCommonTime } from "./lacks-common-time.ts";
import { didYouMean, nearestOrKnown, nearestWord } from "./nearest-word.ts";
import { placeOf } from "./place.ts";
import { advice, error, type Finding, problemOf } from "./problem.ts";

/** China's State Council publishes a year's holidays in November: two months to write them down. */
const calendarNotice = 60 * DAY;

/**
 * What the schema of settings.json can't see and no other file is needed for.
 * @param granted the SES identity that emails may come from. @default not known
 */
export function checkSettings(settings: Settings, granted?: string): Finding[] {
  const { caps = [], calendars = {}, sendWindow } = settings;
  return [
    ...caps.flatMap((cap, index) => [
      ...(isCalendarPeriod(cap.per) && cap.overCap === "defer" && sendWindow === undefined
        ? [problemOf("advice", `caps[${index}].overCap`, reason("cap-defers-to-midnight"))]
        : []),
      ...(cap.atMost === 0 && cap.overCap === "defer"
        ? [error(`caps[${index}].atMost`, '0 with "defer" holds every message; write "drop", or 1')]
        : []),
      ...(isCalendarPeriod(cap.per) ? [] : checkLength(cap.per, `caps[${index}].per`)),
      ...(cap.purpose === undefined
        ? []
        : checkDeclared(`caps[${index}].purpose`, "purpose", cap.purpose, settings.purposes)),
    ]),
    ...Object.entries(calendars).flatMap(([name, { from, to, off, work = [] }]) => {
      const place = placeOf(["calendars", name]);
      const both = work.filter((day) => off.includes(day));
      return [
        ...(from <= to ? [] : [error(`${place}.to`, `"${to}" is before "from", ${from}`)]),
        ...both.map((day) => error(`${place}.work`, `${day} is among the days off too`)),
      ];
    }),
    ...(sendWindow?.calendar === undefined
      ? []
      : checkDeclared("sendWindow.calendar", "calendar", sendWindow.calendar, calendars)),
    ...(settings.softBounces?.within === undefined
      ? []
      : checkLength(settings.softBounces.within, "softBounces.within")),
    ...checkQuietHours(settings),
    ...checkSweep(settings),
    ...checkSenders(settings, granted),
  ];
}

/** SES refuses every email whose sender is no mailbox, or not what the stack was deployed for. */
function checkSenders({ senders }: Settings, granted: string | undefined): Finding[] {
  const { from, replyTo } = senders?.email ?? {};
  const read = (place: string, text: string | undefined) => {
    const parsed = text === undefined ? undefined : parseMailbox(text);
    if (parsed?.ok === false) return [problemOf("error", place, parsed.why)];
    const isRefused =
      parsed !== undefined &&
      granted !== undefined &&
      place === "senders.email.from" &&
      !isGrantedSender(parsed.mailbox, granted);
    if (!isRefused) return [];
    const { address } = parsed.mailbox;
    return [problemOf("error", place, reason("sender-not-granted", { address, granted }))];
  };
  return [...read("senders.email.from", from), ...read("senders.email.replyTo", replyTo)];
}

function checkSweep(settings: Settings): Finding[] {
  const { readUnitsPerSecond, slices, everyHours } = sweepSettingsOf(settings);
  const least = unitsPerSlice * slices;
  return [
    ...(readUnitsPerSecond >= least
      ? []
      : [
          error(
            "sweep.readUnitsPerSecond",
            `${readUnitsPerSecond} is too little for ${slices} slices; write at least ${least}, or fewer slices`,
          ),
        ]),
    ...(settings.sweep?.at === undefined || everyHours === 24
      ? []
      : [
          advice(
            "sweep.at",
            `counts only with "every": "1d"; this sweep goes every ${everyHours}h`,
          ),
        ]),
  ];
}

/** As profiles have it: in capitals. */
function isCode(country: string): boolean {
  return isCountry(country) && country === country.toUpperCase();
}

function checkQuietHours({ quietHours = [] }: Settings): Finding[] {
  return quietHours.flatMap(({ channel, country }, index) => {
    if (country !== undefined && !isCode(country)) {
      const nearest = nearestCountry(country);
      const said = `"${country}" is no country of ISO 3166, such as CN${didYouMean(nearest)}`;
      return [
        error(`quietHours[${index}].country`, said, { ...(nearest !== undefined && { nearest }) }),
      ];
    }
    const other = quietHours.findIndex(
      (rule) => rule.channel === channel && rule.country === country,
    );
    if (other === index) return [];
    return [
      error(
        `quietHours[${index}]`,
        `quietHours[${other}] says the same channel and country already`,
      ),
    ];
  });
}

/** Settings among the others: caps name journeys that have a file; calendars go on for a while. */
export function checkSettingsInSet(settings: Settings, set: SetContext): Finding[] {
  const { caps = [], calendars = {}, zone } = settings;
  const journeys = [...set.saved]
    .filter((unit) => unit.startsWith("journeys/"))
    .map((unit) => unit.slice("journeys/".length));
  return [
    ...caps.flatMap(({ journey }, index) => checkCapJourney(journey, index, journeys)),
    ...Object.entries(calendars).flatMap(([name, { to }]) =>
      adviseCalendar(placeOf(["calendars", name, "to"]), to, zone, set.now),
    ),
    ...checkCommonTimes(settings, set.now),
  ];
}

/**
 * Quiet hours of a customer without a zone are those of every zone of the country. An error where a
 * rule names a country and leaves its zones no time in common; advice where it names none.
 */
function checkCommonTimes(settings: Settings, now: Instant): Finding[] {
  const { quietHours = [], unknownZone } = settings;
  if (unknownZone === "hold") return [];
  const compiled = compileSettings({ ...settings, caps: [] });
  return quietHours.flatMap(({ channel, country }, index) => {
    const others = [...quietHours, ...builtInQuietHours].filter((one) => one.channel === channel);
    const named = country === undefined ? countriesWithZones : [country];
    const lacking = named.filter((one) => {
      if (country === undefined && others.some((other) => other.country === one)) return false;
      const zones = zonesOfCountry(one) ?? [];
      if (zones.length < 2) return false;
      const quiet = compiled.quietHours(channel, one);
      return lacksCommonTime(undefined, quiet, settings.zone, zones, now);
    });
    if (lacking.length === 0) return [];
    const severity = country === undefined ? "advice" : "error";
    const why = reason("quiet-without-common-time", { channel, countries: lacking.join(", ") });
    return [problemOf(severity, `quietHours[${index}].between`, why)];
  });
}

function checkCapJourney(
  journey: string | undefined,
  index: number,
  known: readonly string[],
): Finding[] {
  if (journey === undefined || known.includes(journey)) return [];
  const nearest = nearestWord(journey, known);
  const names = `journeys/${journey}`;
  const hint = nearest === undefined ? `; waiting for ${names}` : nearestOrKnown(nearest, known);
  return [
    {
      place: `caps[${index}].journey`,
      severity: "waiting",
      message: `no journey "${journey}"${hint}`,
      found: journey,
      names,
      ...(nearest !== undefined && { nearest }),
    },
  ];
}

function adviseCalendar(place: string, to: string, zone: string, now: Instant): Finding[] {
  // Dates of one form compare as texts.
  if (to < formatDay(localDay(now, zone))) {
    return [advice(place, `ended on ${to}; since then only weekends count, no holidays`)];
  }
  if (to < formatDay(localDay(now + calendarNotice, zone))) {
    return [advice(place, `ends on ${to}; write the next year's days off in time`)];
  }
  return [];
}
