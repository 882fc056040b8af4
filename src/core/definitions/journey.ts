import * as z from "zod";
import { anyKey, condition, where } from "./condition.ts";
import { step } from "./step.ts";
import {
  $schema,
  day,
  description,
  duration,
  eventType,
  fieldName,
  name,
  offset,
  owner,
  share,
  timeOfDay,
  timeRange,
  title,
  weekday,
} from "./words.ts";

/** When messages may go out, in the customer's own zone. */
export const sendWindow = z
  .strictObject({
    days: z.union([z.enum(["every-day", "workdays", "rest-days"]), z.array(weekday).min(1)]).meta({
      description: "On which days: a word, or a list of days of the week.",
      examples: ["workdays", ["mon", "wed", "fri"]],
    }),
    between: z
      .array(timeRange)
      .min(1)
      .max(4)
      .meta({ description: "At which times.", examples: [["10:00-12:00", "19:00-21:00"]] }),
    calendar: name.optional().meta({
      description: "A calendar of settings.json, for public holidays and make-up workdays.",
      examples: ["cn"],
    }),
  })
  .meta({
    id: "sendWindow",
    description: "When messages may go out, in the customer's own zone.",
    examples: [{ days: "workdays", between: ["10:00-12:00", "19:00-21:00"] }],
  });
export type SendWindowDefinition = z.infer<typeof sendWindow>;

const exitRule = z.union([
  z.strictObject({
    event: eventType.describe("An event that ends the run."),
    where: where.optional(),
    anyKey: anyKey.optional(),
  }),
  z.strictObject({
    segment: z.literal("left").describe("When the segment that was entered on is left."),
  }),
]);

const entryCondition = condition.optional().meta({
  description: "Has to hold of the customer when the event is accepted.",
  examples: [{ attribute: "level", is: "gold" }],
});

const segmentEntry = z.strictObject({
  on: z.enum(["segment.entered", "segment.left"]).describe("A segment is entered, or left."),
  segment: name.meta({ description: "Which segment.", examples: ["dormant-high-value"] }),
  members: z
    .boolean()
    .optional()
    .describe(
      "Of segment.entered: also those who are in it already and never entered this journey, by the next sweep.",
    ),
  if: entryCondition,
});

const dateEntry = z.strictObject({
  on: z.literal("date.reached").describe("A date of the customer has come."),
  attribute: fieldName.meta({
    description: "A date of the customer, such as birthday.",
    examples: ["birthday"],
  }),
  offset: offset.optional().describe('Before or after the date: "-7d". Default: on the day.'),
  at: timeOfDay.optional().describe("Local time of the customer from which on. Default 09:00."),
  yearly: z.boolean().optional().describe("Every year; 29 February on the 28th of others."),
  monthly: z.boolean().optional().describe("Every month; on its last day where it is shorter."),
  if: entryCondition,
});

const inactivityEntry = z.strictObject({
  on: z.literal("inactivity.reached").describe("An event has not happened for days."),
  event: eventType.meta({
    description: "What has not happened, such as login.",
    examples: ["login"],
  }),
  where: where.optional(),
  days: z
    .array(z.number().int().min(1).max(1000))
    .min(1)
    .max(20)
    .meta({
      description: "After so many days without it, each once until it happens again: [7, 30, 90].",
      examples: [[7, 30, 90]],
    }),
  if: entryCondition,
});

const eventEntry = z.strictObject({
  on: eventType.describe("An event that starts a run."),
  where: where.optional(),
  if: entryCondition,
  key: fieldName.optional().meta({
    description:
      "A property of the event, such as orderId: one run per its value, which listens to events of that value (docs/entries.md).",
    examples: ["orderId"],
  }),
});

// What is told apart by a fixed word comes first: any word is an event type.
const entry = z.union([segmentEntry, dateEntry, inactivityEntry, eventEntry]);

/** `journeys/<name>.json`: what a marketer writes. */
export const journey = z
  .strictObject({
    $schema,
    name: name.describe("The name of the file."),
    title,
    description,
    owner: owner.min(1),
    purpose: name.meta({
      description: "Why we write: consent and caps hang on it. One of settings.purposes.",
      examples: ["marketing"],
    }),
    status: z
      .enum(["draft", "live", "ended"])
      .describe("draft: checked only · live · ended: nobody enters, who is in finishes."),
    from: day.optional().describe("Nobody enters before this day of the shop's zone."),
    to: day.optional().describe("Nobody enters after this day of the shop's zone."),
    entry: entry.meta({
      description: "What starts a run.",
      examples: [{ on: "order.placed" }, { on: "segment.entered", segment: "dormant" }],
    }),
    reentry: z
      .union([
        z.enum(["never", "always"]),
        z
          .strictObject({
            after: duration.optional().describe("So long after the run before began."),
            atMost: z
              .number()
              .int()
              .min(1)
              .max(1000)
              .optional()
              .meta({ description: "So many runs in all.", examples: [2] }),
          })
          .refine((rule) => rule.after ?? rule.atMost, { message: "write after, atMost or both" }),
      ])
      .meta({
        description: "May a customer (or key) enter again? Stated, never guessed.",
        examples: ["never", { after: "30d", atMost: 2 }],
      }),
    rollout: z
      .strictObject({
        percent: z
          .number()
          .min(0)
          .max(100)
          .meta({ description: "So many of a hundred customers.", examples: [5] }),
      })
      .optional()
      .meta({ description: "Only a part of the customers enters.", examples: [{ percent: 5 }] }),
    holdout: share.optional().describe("This share never enters and is measured against the rest."),
    goal: z
      .strictObject({
        event: eventType.describe("The event that was wanted."),
        where: where.optional(),
        anyKey: anyKey.optional(),
        within: duration.describe("So long after the run began it counts."),
        target: share.optional().describe("The share of runs that should reach it."),
        value: fieldName
          .optional()
          .describe("The property that is summed as value, such as total."),
      })
      .optional()
      .meta({
        description: "What the journey is for, and how it is measured.",
        examples: [{ event: "order.placed", within: "14d", value: "total" }],
      }),
    exitWhen: z
      .array(exitRule)
      .max(10)
      .optional()
      .meta({
        description: "What ends a run at once, before its next message.",
        examples: [[{ event: "order.placed" }], [{ segment: "left" }]],
      }),
    sendWindow: sendWindow.optional(),
    priority: z
      .number()
      .int()
      .min(-100)
      .max(100)
      .optional()
      .meta({
        description: "Higher goes first where a cap leaves one place. Default 0.",
        examples: [10],
      }),
    yieldWindow: duration
      .optional()
      .describe(
        "How long to leave the last place of a cap to a higher bid. Default: end of the send window.",
      ),
    deferAtMost: duration
      .optional()
      .describe("A capped message is deferred at most so long, then dropped. Default 7d."),
    steps: z
      .array(step)
      .min(1)
      .max(100)
      .meta({
        description: "What happens, one after the other.",
        examples: [[{ do: "send", id: "first", template: "winback-offer", channels: ["email"] }]],
      }),
  })
  .meta({
    id: "journey",
    title: "Sojourn journey",
    description: "journeys/<name>.json: who enters, and what happens then.",
  });

export type Journey = z.infer<typeof journey>;
export type Entry = z.infer<typeof entry>;
export type ExitRule = z.infer<typeof exitRule>;
