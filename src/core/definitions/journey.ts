import * as z from "zod";
import { anyKey, condition, where } from "./condition.ts";
import { step } from "./step.ts";
import {
  day,
  duration,
  eventType,
  fieldName,
  name,
  offset,
  share,
  timeOfDay,
  timeRange,
  weekday,
} from "./words.ts";

/** When messages may go out, in the customer's own zone. */
export const sendWindow = z
  .strictObject({
    days: z.union([z.enum(["every-day", "workdays", "rest-days"]), z.array(weekday).min(1)]),
    between: z.array(timeRange).min(1).max(4),
    calendar: name
      .optional()
      .describe("A calendar of settings.json, for public holidays and make-up workdays."),
  })
  .meta({ id: "sendWindow" });
export type SendWindowDefinition = z.infer<typeof sendWindow>;

const exitRule = z.union([
  z.strictObject({ event: eventType, where: where.optional(), anyKey: anyKey.optional() }),
  z.strictObject({
    segment: z.literal("left").describe("When the segment that was entered on is left."),
  }),
]);

const entryCondition = condition
  .optional()
  .describe("Has to hold of the customer when the event is accepted.");

const segmentEntry = z.strictObject({
  on: z.enum(["segment.entered", "segment.left"]),
  segment: name,
  members: z
    .boolean()
    .optional()
    .describe(
      "Of segment.entered: also those who are in it already and never entered this journey, by the next sweep.",
    ),
  if: entryCondition,
});

const dateEntry = z.strictObject({
  on: z.literal("date.reached"),
  attribute: fieldName.describe("A date of the customer, such as birthday."),
  offset: offset.optional().describe('Before or after the date: "-7d". Default: on the day.'),
  at: timeOfDay.optional().describe("Local time of the customer from which on. Default 09:00."),
  yearly: z.boolean().optional().describe("Every year; 29 February on the 28th of others."),
  monthly: z.boolean().optional().describe("Every month; on its last day where it is shorter."),
  if: entryCondition,
});

const inactivityEntry = z.strictObject({
  on: z.literal("inactivity.reached"),
  event: eventType.describe("What has not happened, such as login."),
  where: where.optional(),
  days: z
    .array(z.number().int().min(1).max(1000))
    .min(1)
    .max(20)
    .describe("After so many days without it, each once until it happens again: [7, 30, 90]."),
  if: entryCondition,
});

const eventEntry = z.strictObject({
  on: eventType,
  where: where.optional(),
  if: entryCondition,
  key: fieldName
    .optional()
    .describe(
      "A property of the event, such as orderId: one run per its value, which listens to events of that value (docs/entries.md).",
    ),
});

// What is told apart by a fixed word comes first: any word is an event type.
const entry = z.union([segmentEntry, dateEntry, inactivityEntry, eventEntry]);

/** `journeys/<name>.json`: what a marketer writes. */
export const journey = z
  .strictObject({
    $schema: z.string().optional(),
    name,
    title: z.string().max(120).optional(),
    description: z.string().max(2000).optional(),
    owner: z.string().min(1).max(120),
    purpose: name.describe("Why we write: consent and caps hang on it. One of settings.purposes."),
    status: z
      .enum(["draft", "live", "ended"])
      .describe("draft: checked only · live · ended: nobody enters, who is in finishes."),
    from: day.optional(),
    to: day.optional(),
    entry,
    reentry: z
      .union([
        z.enum(["never", "always"]),
        z
          .strictObject({
            after: duration.optional(),
            atMost: z.number().int().min(1).max(1000).optional(),
          })
          .refine((rule) => rule.after ?? rule.atMost, { message: "write after, atMost or both" }),
      ])
      .describe("May a customer (or key) enter again? Stated, never guessed."),
    rollout: z.strictObject({ percent: z.number().min(0).max(100) }).optional(),
    holdout: share.optional().describe("This share never enters and is measured against the rest."),
    goal: z
      .strictObject({
        event: eventType,
        where: where.optional(),
        anyKey: anyKey.optional(),
        within: duration,
        target: share.optional(),
        value: fieldName
          .optional()
          .describe("The property that is summed as value, such as total."),
      })
      .optional(),
    exitWhen: z.array(exitRule).max(10).optional(),
    sendWindow: sendWindow.optional(),
    priority: z
      .number()
      .int()
      .min(-100)
      .max(100)
      .optional()
      .describe("Higher goes first where a cap leaves one place. Default 0."),
    yieldWindow: duration
      .optional()
      .describe(
        "How long to leave the last place of a cap to a higher bid. Default: end of the send window.",
      ),
    deferAtMost: duration
      .optional()
      .describe("A capped message is deferred at most so long, then dropped. Default 7d."),
    steps: z.array(step).min(1).max(100),
  })
  .meta({ id: "journey", title: "Sojourn journey" });

export type Journey = z.infer<typeof journey>;
export type Entry = z.infer<typeof entry>;
export type ExitRule = z.infer<typeof exitRule>;
