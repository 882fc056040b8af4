import * as z from "zod";
import { sendWindow } from "./journey.ts";
import {
  capPeriod,
  channel,
  day,
  duration,
  fieldName,
  name,
  scalar,
  share,
  timeOfDay,
  timeRange,
  weekday,
  zone,
} from "./words.ts";

const purpose = z.strictObject({
  title: z.string().max(120).optional(),
  transactional: z
    .boolean()
    .optional()
    .describe(
      "Needs no consent, is not capped and ignores quiet hours and windows: order updates and the like.",
    ),
});

const calendar = z.strictObject({
  title: z.string().max(120).optional(),
  from: day.describe(
    "First and last day that this calendar knows; outside, weekends alone decide.",
  ),
  to: day,
  weekend: z.array(weekday).min(1).optional(),
  off: z.array(day).max(2000),
  work: z.array(day).max(500).optional().describe("Make-up workdays (调休)."),
});

const quietRule = z.strictObject({
  channel,
  country: z
    .string()
    .length(2)
    .optional()
    .describe("ISO 3166 country of the customer, such as CN; without one, everybody else."),
  between: timeRange,
});

const cap = z.strictObject({
  purpose: name.optional(),
  channel: channel.optional(),
  journey: name.optional(),
  atMost: z.number().int().min(0).max(1000),
  per: capPeriod,
  overCap: z.enum(["defer", "drop"]),
});

const softBounces = z.strictObject({
  suppressAfter: z
    .number()
    .int()
    .min(2)
    .max(10)
    .optional()
    .describe("So many soft bounces without a delivery between. Default: 3."),
  within: duration.optional().describe("Rolling, a day is 24 h. Default: 30d."),
});

const sweep = z.strictObject({
  every: z
    .enum(["1h", "2h", "3h", "4h", "6h", "8h", "12h", "1d"])
    .optional()
    .describe(
      "How often segments, dates and inactivity are evaluated for customers of whom nothing is heard. Default: 1h.",
    ),
  at: timeOfDay
    .optional()
    .describe('With every "1d": from this time of the shop\'s day on. Default: 03:00.'),
  readUnitsPerSecond: z
    .number()
    .int()
    .min(4)
    .max(40_000)
    .optional()
    .describe(
      "Reads at most so fast, in DynamoDB's units: one is 8 KB of customers. At least 4 for each slice. Default: 500.",
    ),
  slices: z
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe("Parts of the customers table that are swept side by side. Default: 4."),
});

/** `settings.json`: what holds for the whole shop. */
export const settings = z
  .strictObject({
    $schema: z.string().optional(),
    zone: zone
      .optional()
      .describe("The shop's own zone: days of figures are counted in it. Default: the stage's."),
    unknownZone: z
      .enum(["use-default", "hold"])
      .describe(
        "A customer without a known zone: the shop's zone (quiet hours in every zone of the country), or hold until it is known.",
      ),
    shop: z.record(name, scalar).optional(),
    purposes: z.record(name, purpose),
    calendars: z.record(name, calendar).optional(),
    sendWindow: sendWindow.optional().describe("For journeys that name none."),
    quietHours: z
      .array(quietRule)
      .max(100)
      .optional()
      .describe("Replaces the built-in legal quiet hours of the same channel and country."),
    caps: z.array(cap).max(20).optional(),
    attributes: z
      .record(fieldName, z.enum(["day", "instant"]))
      .optional()
      .describe(
        "How dates of customers are read: as the day that is written, whatever time stands with it, or as an instant, midnight too. " +
          "Default: rules in hours read a time as an instant, rules in days read midnight as a day.",
      ),
    holdout: share
      .optional()
      .describe("This share of customers gets no marketing journey at all, for ever."),
    senders: z
      .strictObject({
        email: z
          .strictObject({
            from: z.string().min(3).max(320),
            replyTo: z.string().max(320).optional(),
          })
          .optional(),
        sms: z
          .strictObject({
            senderId: z.string().max(11).optional(),
            optOut: z
              .string()
              .min(1)
              .max(60)
              .describe("Added to every marketing SMS, such as 拒收请回复R."),
          })
          .optional(),
      })
      .optional(),
    softBounces: softBounces
      .optional()
      .describe("When a mailbox that keeps sending messages back is not used any more."),
    addresses: z
      .enum(["replace", "add"])
      .optional()
      .describe(
        "What `addresses` of an event do to the customer's email and SMS addresses: replace them, or come in addition. Default: replace; add on a stage that was first published by version 0.2 or before.",
      ),
    sweep: sweep
      .optional()
      .describe("How all customers are looked at by the clock, not by an event."),
    locale: z
      .string()
      .max(35)
      .optional()
      .describe("The default language of templates, such as en or zh-CN."),
  })
  .meta({ id: "settings", title: "Sojourn settings" });

type SettingsFile = z.infer<typeof settings>;

/** Settings as published: the zone is always there. */
export type Settings = SettingsFile & { zone: string };

/** A file that names no zone gets the stage's (`-c defaultZone=…`). */
export function withZone(file: SettingsFile, defaultZone: string): Settings {
  return { ...file, zone: file.zone ?? defaultZone };
}

/**
 * What settings say of addresses where their file is silent: a new stage replaces them; one that was
 * published before goes on as it was. Published settings without the word are of 0.2.0 or before, or
 * have not changed since: they add.
 * @param live the settings that are published; undefined: none yet
 */
export function defaultAddresses(
  live: Pick<Settings, "addresses"> | undefined,
): Settings["addresses"] {
  return live === undefined ? "replace" : live.addresses;
}
export type CapRule = z.infer<typeof cap>;
