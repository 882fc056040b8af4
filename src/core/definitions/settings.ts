import * as z from "zod";
import { sendWindow } from "./journey.ts";
import {
  $schema,
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
  title,
  weekday,
  zone,
} from "./words.ts";

const purpose = z.strictObject({
  title,
  transactional: z
    .boolean()
    .optional()
    .describe(
      "Needs no consent, is not capped and ignores quiet hours and windows: order updates and the like.",
    ),
});

const calendar = z.strictObject({
  title,
  from: day.describe(
    "First and last day that this calendar knows; outside, weekends alone decide.",
  ),
  to: day.describe("The last day that this calendar knows."),
  weekend: z
    .array(weekday)
    .min(1)
    .optional()
    .meta({
      description: "Days of rest of every week. Default: sat and sun.",
      examples: [["sat", "sun"]],
    }),
  off: z
    .array(day)
    .max(2000)
    .meta({ description: "Public holidays.", examples: [["2026-01-01"]] }),
  work: z
    .array(day)
    .max(500)
    .optional()
    .meta({ description: "Make-up workdays (调休).", examples: [["2026-01-04"]] }),
});

const quietRule = z.strictObject({
  channel: channel.describe("The channel that is quiet."),
  // Whether there is such a country is the check's to say: it knows their names, too.
  country: z
    .string()
    .max(60)
    .optional()
    .meta({
      pattern: "^[A-Z]{2}$",
      description: "ISO 3166 country of the customer, such as CN; without one, everybody else.",
      examples: ["CN"],
    }),
  between: timeRange.describe("When it is quiet, in the customer's zone."),
});

const cap = z.strictObject({
  purpose: name
    .optional()
    .meta({ description: "Only messages of this purpose.", examples: ["marketing"] }),
  channel: channel.optional().describe("Only messages by this channel."),
  journey: name
    .optional()
    .meta({ description: "Only messages of this journey.", examples: ["winback"] }),
  atMost: z
    .number()
    .int()
    .min(0)
    .max(1000)
    .meta({ description: "So many messages to one customer.", examples: [2] }),
  per: capPeriod,
  overCap: z
    .enum(["defer", "drop"])
    .describe("One more waits until there is room (defer), or is not sent (drop)."),
});

const softBounces = z.strictObject({
  suppressAfter: z
    .number()
    .int()
    .min(2)
    .max(10)
    .optional()
    .meta({
      description: "So many soft bounces without a delivery between. Default: 3.",
      examples: [3],
    }),
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
    .meta({
      description:
        "Reads at most so fast, in DynamoDB's units: one is 8 KB of customers. At least 4 for each slice. Default: 500.",
      examples: [500],
    }),
  slices: z
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .meta({
      description: "Parts of the customers table that are swept side by side. Default: 4.",
      examples: [4],
    }),
});

/** `settings.json`: what holds for the whole shop. */
export const settings = z
  .strictObject({
    $schema,
    zone: zone
      .optional()
      .describe("The shop's own zone: days of figures are counted in it. Default: the stage's."),
    unknownZone: z
      .enum(["use-default", "hold"])
      .describe(
        "A customer without a known zone: the shop's zone (quiet hours in every zone of the country), or hold until it is known.",
      ),
    shop: z
      .record(name, scalar)
      .optional()
      .meta({
        description: "The shop's own values, which templates print as shop.<name>.",
        examples: [{ name: "Blue Shop", currency: "EUR" }],
      }),
    purposes: z.record(name, purpose).meta({
      description: "Why the shop writes, by name: consent and caps hang on it.",
      examples: [{ marketing: {}, "order-update": { transactional: true } }],
    }),
    calendars: z
      .record(name, calendar)
      .optional()
      .meta({
        description: "Public holidays and make-up workdays, by name.",
        examples: [{ cn: { from: "2026-01-01", to: "2026-12-31", off: ["2026-01-01"] } }],
      }),
    sendWindow: sendWindow.optional().describe("For journeys that name none."),
    quietHours: z
      .array(quietRule)
      .max(100)
      .optional()
      .meta({
        description: "Replaces the built-in legal quiet hours of the same channel and country.",
        examples: [[{ channel: "sms", country: "CN", between: "21:00-08:00" }]],
      }),
    caps: z
      .array(cap)
      .max(20)
      .optional()
      .meta({
        description: "How many messages one customer gets at most.",
        examples: [[{ atMost: 2, per: "day", overCap: "defer" }]],
      }),
    attributes: z
      .record(fieldName, z.enum(["day", "instant"]))
      .optional()
      .meta({
        description:
          "How dates of customers are read: as the day that is written, whatever time stands with it, or as an instant, midnight too. " +
          "Default: rules in hours read a time as an instant, rules in days read midnight as a day.",
        examples: [{ birthday: "day", contractEnd: "instant" }],
      }),
    holdout: share
      .optional()
      .describe("This share of customers gets no marketing journey at all, for ever."),
    senders: z
      .strictObject({
        email: z
          .strictObject({
            from: z
              .string()
              .min(3)
              .max(320)
              .meta({
                description: "Whom mails come from: an address, or a name and an address.",
                examples: ["Blue Shop <news@shop.example>"],
              }),
            replyTo: z
              .string()
              .max(320)
              .optional()
              .meta({
                description: "Where answers go. Default: to the sender.",
                examples: ["service@shop.example"],
              }),
          })
          .optional()
          .meta({
            description: "Without it no journey may send by email.",
            examples: [{ from: "Blue Shop <news@shop.example>" }],
          }),
        sms: z
          .strictObject({
            senderId: z
              .string()
              .max(11)
              .optional()
              .meta({ description: "What phones show as the sender.", examples: ["BLUESHOP"] }),
            optOut: z
              .string()
              .min(1)
              .max(60)
              .meta({
                description: "Added to every marketing SMS, such as 拒收请回复R.",
                examples: ["拒收请回复R"],
              }),
          })
          .optional()
          .meta({
            description: "Without it no journey may send marketing by SMS.",
            examples: [{ optOut: "拒收请回复R" }],
          }),
      })
      .optional()
      .meta({
        description: "Whom messages come from, by channel.",
        examples: [{ email: { from: "news@shop.example" } }],
      }),
    softBounces: softBounces.optional().meta({
      description: "When a mailbox that keeps sending messages back is not used any more.",
      examples: [{ suppressAfter: 3, within: "30d" }],
    }),
    addresses: z
      .enum(["replace", "add"])
      .optional()
      .describe(
        "What `addresses` of an event do to the customer's email and SMS addresses: replace them, or come in addition. Default: replace; add on a stage that was first published by version 0.2 or before.",
      ),
    sweep: sweep.optional().meta({
      description: "How all customers are looked at by the clock, not by an event.",
      examples: [{ every: "1h" }],
    }),
    locale: z
      .string()
      .max(35)
      .optional()
      .meta({
        description: "The default language of templates, such as en or zh-CN.",
        examples: ["en", "zh-CN"],
      }),
  })
  .meta({
    id: "settings",
    title: "Sojourn settings",
    description: "settings.json: what holds for the whole shop.",
  });

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
