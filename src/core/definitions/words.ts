import * as z from "zod";
import { channels } from "../channels/channels.ts";
import { calendarPeriods, isCalendarPeriod } from "../time/calendar-period.ts";
import { durationPattern, offsetPattern, parseDuration, parseOffset } from "../time/duration.ts";
import { parseTimeOfDay, parseTimeRange } from "../time/local-clock.ts";
import { isKnownZone, nearestZones, parseDay } from "../time/zone.ts";
import { weekdays } from "./vocabulary.ts";

/** The small vocabulary that every definition file is written in. */

/** A custom issue that carries the parser's own plain words. */
function words(judge: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const problem = judge(text);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem, input: text });
  });
}

const namePattern = /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/;

/** A name in kebab-case: file names, step ids, purposes, segments. At most 64 characters. */
export const name = z
  .string()
  .max(64)
  .regex(namePattern, "write a name in lower case with dashes, such as first-purchase")
  .refine((text) => !isReserved(text), { message: "this name is reserved" })
  .meta({
    id: "name",
    description: "Lower case with dashes, such as first-purchase.",
    examples: ["first-purchase"],
  });

/** The type of an event, such as order.placed. */
export const eventType = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/, "write an event type such as order.placed")
  // Figures are kept by event type: `toString` would find a function.
  .refine((text) => !isReserved(text), { message: "this name is reserved" })
  .meta({
    id: "eventType",
    description: "What happened, such as order.placed.",
    examples: ["order.placed"],
  });

/** Names that reach an object's prototype; refused wherever a key comes from outside. */
export function isReserved(key: string): boolean {
  return key in Object.prototype || key === "prototype";
}

/** The name of an attribute or a property: a plain key, never one that reaches a prototype. */
export const fieldName = z
  .string()
  .min(1)
  .max(64)
  .refine((text) => !isReserved(text), { message: "this name is reserved" })
  .meta({
    id: "fieldName",
    description: "The name of an attribute or a property, such as total.",
    examples: ["total"],
  });

export const duration = words((text) => {
  const parsed = parseDuration(text);
  return parsed.ok ? undefined : parsed.problem;
}).meta({
  id: "duration",
  description: 'A length of time: "3min", "24h", "3d", "2w", "1mo", "1y".',
  pattern: durationPattern,
  examples: ["3d", "24h", "30min", "2w", "1mo"],
});

/** A rolling length of time, or a stretch of the customer's calendar. */
export const capPeriod = words((text) => {
  if (isCalendarPeriod(text)) return undefined;
  const parsed = parseDuration(text);
  if (parsed.ok) return undefined;
  return `${parsed.problem}; of the customer's calendar: "day", "week" or "month"`;
}).meta({
  id: "capPeriod",
  description:
    'A rolling length of time: "24h", "30d" (d = 24 h); or of the customer\'s calendar: "day", "week" (from Monday), "month".',
  pattern: `${durationPattern}|^(?:${calendarPeriods.join("|")})$`,
  examples: ["24h", "30d", "day", "week", "month"],
});

export const offset = words((text) => {
  const parsed = parseOffset(text);
  return parsed.ok ? undefined : parsed.problem;
}).meta({
  id: "offset",
  description: 'A length of time before or after: "-7d", "0d", "3d".',
  pattern: offsetPattern,
  examples: ["-7d", "0d", "3d"],
});

/** The forms of the parsers as patterns, for editors: they know no functions. */
const clock = "(?:[01]?\\d|2[0-3]):[0-5]\\d";

export const timeOfDay = words((text) =>
  parseTimeOfDay(text) === undefined ? 'write a time of day such as "19:30"' : undefined,
).meta({
  id: "timeOfDay",
  description: 'A time of day, "00:00" to "23:59".',
  pattern: `^\\s*${clock}\\s*$`,
  examples: ["09:00", "19:30"],
});

export const timeRange = words((text) =>
  parseTimeRange(text) === undefined ? 'write a range of times such as "10:00-12:00"' : undefined,
).meta({
  id: "timeRange",
  description: 'From-to, such as "10:00-12:00"; may cross midnight.',
  pattern: `^\\s*${clock}\\s*[-–]\\s*(?:${clock}|24:00)\\s*$`,
  examples: ["10:00-12:00", "22:00-08:00"],
});

/** No pattern counts the days of a month: 30 February is left to the parser. */
export const date = "\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])";

export const day = words((text) =>
  parseDay(text) === undefined ? 'write a date such as "2026-01-31"' : undefined,
).meta({
  id: "day",
  description: "A date, year-month-day.",
  pattern: `^${date}$`,
  examples: ["2026-01-31"],
});

export const zone = words((text) => {
  if (isKnownZone(text)) return undefined;
  const [nearest] = nearestZones(text);
  const hint =
    nearest === undefined ? 'write one such as "Asia/Shanghai"' : `did you mean "${nearest}"?`;
  return `no time zone "${text.slice(0, 60)}"; ${hint}`;
}).meta({
  id: "zone",
  description: "An IANA time zone, such as Asia/Shanghai.",
  examples: ["Asia/Shanghai", "Europe/Berlin", "UTC"],
});

export const share = z
  .string()
  .regex(/^(?:100|\d{1,2}(?:\.\d+)?)%$/, 'write a share such as "10%"')
  .meta({ id: "share", description: 'A share, "0%" to "100%".', examples: ["10%", "0.5%"] });

/** What every file may say of itself. */
export const $schema = z
  .string()
  .optional()
  .meta({
    description: "Where an editor finds the schema of this file.",
    examples: ["../schemas/journey.schema.json"],
  });
export const title = z
  .string()
  .max(120)
  .optional()
  .meta({ description: "What people call it, in any language.", examples: ["沉睡客户唤醒"] });
export const description = z
  .string()
  .max(2000)
  .optional()
  .meta({ description: "What it is for.", examples: ["Brings back who was silent for long."] });
export const owner = z
  .string()
  .max(120)
  .meta({ description: "Whom to ask about it.", examples: ["crm@example.com"] });

export const channel = z
  .enum(channels)
  .meta({ id: "channel", description: "A channel that messages go by." });

export const weekday = z.enum(weekdays).meta({ description: "A day of the week." });

export const scalar = z.union([z.string().max(1024), z.number(), z.boolean()]).meta({
  description: "A text, a number, or true or false.",
  examples: ["gold", 300, true],
});
export type Scalar = z.infer<typeof scalar>;
