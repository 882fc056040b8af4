import * as z from "zod";
import { clusters } from "../models/clusters.ts";
import { attributeHead, group, learn, refused } from "./attribute-words.ts";
import { condition, eventFigure, partOfDay, where } from "./condition.ts";
import { duration, eventType, fieldName, scalar } from "./words.ts";

/** `attributes/<name>.json`: what is computed of a customer, told apart by `kind`. */

const asked = z.literal(true).optional();
const measures = {
  sum: fieldName.optional().describe("This property added up."),
  average: fieldName.optional().describe("The mean of this property."),
  min: fieldName.optional().describe("The least number of this property."),
  max: fieldName.optional().describe("The greatest number of this property."),
  first: fieldName.optional().describe("What the first event says of this property."),
  last: fieldName.optional().describe("What the last event says of this property."),
  favourite: fieldName.optional().describe("What this property says most often."),
  daysSince: asked.describe("Days since the last event."),
  daysSinceFirst: asked.describe("Days since the first event."),
  distinctDays: asked.describe("On how many different days."),
};
export const figureNames = Object.keys(measures) as readonly (keyof typeof measures)[];

const within = duration.optional().describe("Only events of the last so many days.");

/** As in a condition, without its test. Without a measure: how often. */
const eventValue = z
  .strictObject({
    event: eventType.describe("The event that is counted or measured."),
    where: where.optional(),
    timeOfDay: partOfDay.optional(),
    within,
    ...measures,
  })
  .refine((value) => figureNames.filter((key) => key in value).length <= 1, {
    message: "one figure has one measure; write another attribute for the other",
  });
const ratioValue = z.strictObject({
  ratio: eventFigure.describe("What is divided: such as coupons redeemed."),
  to: eventFigure.describe("What it is divided by: such as coupons claimed."),
  within,
});
const trendValue = z.strictObject({
  trend: eventFigure.describe("What is compared with the window before."),
  within: duration.meta({ description: "The window, in days; the one before is as long." }),
});
const casesValue = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        when: condition.meta({
          description: "When this value is given.",
          examples: [{ event: "order.placed", within: "90d" }],
        }),
        value: scalar.meta({ description: "The value.", examples: ["active"] }),
      }),
    )
    .min(1)
    .max(50)
    .meta({
      description: "The first condition that holds gives the value.",
      examples: [[{ when: { event: "order.placed", within: "90d" }, value: "active" }]],
    }),
  else: scalar.optional().describe("The value where none holds."),
});

const computed = z.strictObject({
  kind: z.literal("computed").describe("A figure over events, or a value by conditions."),
  ...attributeHead,
  value: z.union([eventValue, ratioValue, trendValue, casesValue]).meta({
    description: "What is computed. Its first key says how.",
    examples: [{ event: "order.placed", within: "90d", sum: "total" }],
  }),
});

const thresholds = z.array(z.number()).min(1).max(19);
/** How the values of one figure become scores. */
const cuts = {
  upTo: thresholds.optional().meta({
    description: "Ascending: the lowest values get the first score.",
    examples: [[30, 90, 180]],
  }),
  atLeast: thresholds.optional().meta({
    description: "Descending: the highest values get the first score.",
    examples: [[1000, 300, 100]],
  }),
  quantiles: z
    .int()
    .min(2)
    .max(20)
    .optional()
    .meta({
      description: "So many equal parts of all customers, learned instead of written.",
      examples: [5],
    }),
  from: z
    .enum(["low", "high"])
    .optional()
    .describe("Of quantiles: which end gets the first score. Default: the better one."),
  scores: z
    .array(z.number())
    .min(2)
    .max(20)
    .optional()
    .meta({
      description: "In order; one more than thresholds. Default: 1, 2, 3 …",
      examples: [[4, 3, 2, 1]],
    }),
  names: z
    .array(z.string().min(1).max(60))
    .min(2)
    .max(20)
    .optional()
    .meta({
      description: "What the scores are called; bands and the sum go by the numbers.",
      examples: [["new", "warm", "cold", "lost"]],
    }),
};
const number = (says: string) =>
  z
    .number()
    .optional()
    .meta({ description: says, examples: [4] });
const bandTest = z
  .strictObject({
    is: number("Exactly this score."),
    atLeast: number("This score or more."),
    atMost: number("This score or less."),
    above: number("More than this score."),
    below: number("Less than this score."),
    between: z
      .tuple([z.number(), z.number()])
      .optional()
      .meta({
        description: "From the first to the second, both included.",
        examples: [[2, 3]],
      }),
  })
  .meta({ id: "bandTest", description: "A test on a score.", examples: [{ atLeast: 4 }] })
  .optional();
const band = z.strictObject({
  ...group,
  sum: bandTest.describe("The three scores added up."),
  recency: bandTest.describe("The score of recency."),
  frequency: bandTest.describe("The score of frequency."),
  monetary: bandTest.describe("The score of the money."),
});

const rfm = z.strictObject({
  kind: z.literal("rfm").describe("Scores for recency, frequency and money, and bands by them."),
  ...attributeHead,
  event: eventType.describe("What counts: a purchase."),
  where: where.optional(),
  recency: z.strictObject(cuts).meta({
    description: "Days since the last one.",
    examples: [{ upTo: [30, 90, 180], scores: [4, 3, 2, 1] }],
  }),
  frequency: z
    .strictObject({ within, ...cuts })
    .meta({ description: "How many.", examples: [{ within: "365d", atLeast: [5, 2] }] }),
  monetary: z
    .strictObject({
      of: fieldName.describe("The property that is added up."),
      within,
      ...cuts,
    })
    .meta({
      description: "A property of them added up.",
      examples: [{ of: "total", within: "365d", quantiles: 5 }],
    }),
  bands: z
    .array(band)
    .min(1)
    .max(30)
    .meta({
      description: "By scores; the first that fits counts.",
      examples: [[{ name: "high", sum: { atLeast: 9 } }, { name: "rest" }]],
    }),
  refused,
  learn,
});

const lifecycle = z.strictObject({
  kind: z.literal("lifecycle").describe("Stages of a customer, each a segment."),
  ...attributeHead,
  stages: z
    .array(
      z.strictObject({
        ...group,
        when: condition.meta({
          description: "Who is in it, unless an earlier stage holds.",
          examples: [{ event: "order.placed", within: "90d" }],
        }),
      }),
    )
    .min(1)
    .max(30)
    .meta({
      description: "Exclusive: the first whose condition holds counts.",
      examples: [[{ name: "active", when: { event: "order.placed", within: "90d" } }]],
    }),
  refused,
});

export const attribute = z.discriminatedUnion("kind", [computed, rfm, lifecycle, clusters]).meta({
  id: "attribute",
  title: "Sojourn computed attribute",
  description: "attributes/<name>.json: what is computed of a customer.",
});

export type Attribute = z.infer<typeof attribute>;
export type ComputedAttribute = z.infer<typeof computed>;
export type EventValue = z.infer<typeof eventValue>;
export type Rfm = z.infer<typeof rfm>;
export type RfmBand = z.infer<typeof band>;
export type RfmCuts = z.infer<typeof rfm.shape.recency>;
export type Lifecycle = z.infer<typeof lifecycle>;
