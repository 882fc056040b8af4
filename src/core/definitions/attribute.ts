import * as z from "zod";
import { clusters } from "../models/clusters.ts";
import { attributeHead, group, groupName, learn } from "./attribute-words.ts";
import { condition, eventFigure, partOfDay, where } from "./condition.ts";
import { duration, eventType, fieldName, scalar } from "./words.ts";

/** `attributes/<name>.json`: what is computed of a customer, told apart by `kind`. */

const asked = z.literal(true).optional();
const measures = {
  sum: fieldName.optional(),
  average: fieldName.optional(),
  min: fieldName.optional(),
  max: fieldName.optional(),
  first: fieldName.optional(),
  last: fieldName.optional(),
  favourite: fieldName.optional(),
  daysSince: asked,
  daysSinceFirst: asked,
  distinctDays: asked,
};
export const figureNames = Object.keys(measures) as readonly (keyof typeof measures)[];

/** As in a condition, without its test. Without a measure: how often. */
const eventValue = z
  .strictObject({
    event: eventType,
    where: where.optional(),
    timeOfDay: partOfDay.optional(),
    within: duration.optional(),
    ...measures,
  })
  .refine((value) => figureNames.filter((key) => key in value).length <= 1, {
    message: "one figure has one measure; write another attribute for the other",
  });
const ratioValue = z.strictObject({
  ratio: eventFigure,
  to: eventFigure,
  within: duration.optional(),
});
const trendValue = z.strictObject({
  trend: eventFigure,
  within: duration.meta({ description: "The window, in days; the one before is as long." }),
});
const casesValue = z.strictObject({
  cases: z
    .array(z.strictObject({ when: condition, value: scalar }))
    .min(1)
    .max(50)
    .describe("The first condition that holds gives the value."),
  else: scalar.optional().describe("The value where none holds."),
});

const computed = z.strictObject({
  kind: z.literal("computed"),
  ...attributeHead,
  value: z.union([eventValue, ratioValue, trendValue, casesValue]),
});

const thresholds = z.array(z.number()).min(1).max(19);
/** How the values of one figure become scores. */
const cuts = {
  upTo: thresholds.optional().describe("Ascending: the lowest values get the first score."),
  atLeast: thresholds.optional().describe("Descending: the highest values get the first score."),
  quantiles: z
    .int()
    .min(2)
    .max(20)
    .optional()
    .describe("So many equal parts of all customers, learned instead of written."),
  from: z
    .enum(["low", "high"])
    .optional()
    .describe("Of quantiles: which end gets the first score. Default: the better one."),
  scores: z
    .array(z.number())
    .min(2)
    .max(20)
    .optional()
    .describe("In order; one more than thresholds. Default: 1, 2, 3 …"),
  names: z
    .array(z.string().min(1).max(60))
    .min(2)
    .max(20)
    .optional()
    .describe("What the scores are called; bands and the sum go by the numbers."),
};
const number = z.number().optional();
const bandTest = z
  .strictObject({
    is: number,
    atLeast: number,
    atMost: number,
    above: number,
    below: number,
    between: z.tuple([z.number(), z.number()]).optional(),
  })
  .optional();
const band = z.strictObject({
  ...group,
  sum: bandTest,
  recency: bandTest,
  frequency: bandTest,
  monetary: bandTest,
});

const rfm = z.strictObject({
  kind: z.literal("rfm"),
  ...attributeHead,
  event: eventType.describe("What counts: a purchase."),
  where: where.optional(),
  recency: z.strictObject(cuts).describe("Days since the last one."),
  frequency: z.strictObject({ within: duration.optional(), ...cuts }).describe("How many."),
  monetary: z
    .strictObject({ of: fieldName, within: duration.optional(), ...cuts })
    .describe("A property of them added up."),
  bands: z.array(band).min(1).max(30).describe("By scores; the first that fits counts."),
  refused: groupName.optional(),
  learn,
});

const lifecycle = z.strictObject({
  kind: z.literal("lifecycle"),
  ...attributeHead,
  stages: z
    .array(z.strictObject({ ...group, when: condition }))
    .min(1)
    .max(30)
    .describe("Exclusive: the first whose condition holds counts."),
  refused: groupName.optional(),
});

export const attribute = z
  .discriminatedUnion("kind", [computed, rfm, lifecycle, clusters])
  .meta({ id: "attribute", title: "Sojourn computed attribute" });

export type Attribute = z.infer<typeof attribute>;
export type ComputedAttribute = z.infer<typeof computed>;
export type EventValue = z.infer<typeof eventValue>;
export type Rfm = z.infer<typeof rfm>;
export type RfmBand = z.infer<typeof band>;
export type RfmCuts = z.infer<typeof rfm.shape.recency>;
export type Lifecycle = z.infer<typeof lifecycle>;
