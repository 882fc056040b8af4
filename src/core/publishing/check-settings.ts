import type { Settings } from "../definitions/settings.ts";
import { unitsPerSlice } from "../sweep/rest-after.ts";
import { sweepSettingsOf } from "../sweep/sweep-settings.ts";
import { DAY, type Instant } from "../time/instant.ts";
import { formatDay, localDay } from "../time/zone.ts";
import { checkLength } from "./check-duration.ts";
import { checkDeclared, type SetContext } from "./chosen-set.ts";
import { nearestOrKnown, nearestWord } from "./nearest-word.ts";
import { placeOf } from "./place.ts";
import { advice, error, type Finding } from "./problem.ts";

/** China's State Council publishes a year's holidays in November: two months to write them down. */
const calendarNotice = 60 * DAY;

/** What the schema of settings.json can't see and no other file is needed for. */
export function checkSettings(settings: Settings): Finding[] {
  const { caps = [], calendars = {}, sendWindow } = settings;
  return [
    ...caps.flatMap((cap, index) => [
      ...checkLength(cap.per, `caps[${index}].per`),
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
    ...checkQuietHours(settings),
    ...checkSweep(settings),
  ];
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

function checkQuietHours({ quietHours = [] }: Settings): Finding[] {
  return quietHours.flatMap(({ channel, country }, index) => {
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
  ];
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
