import * as z from "zod";
import { parseInstant } from "../time/instant.ts";
import { parseDay } from "../time/zone.ts";
import { duration, eventType, fieldName, name, scalar } from "./words.ts";

/**
 * Conditions are one form everywhere (DESIGN §7): `all`, `any`, `not` around leaves told apart by
 * their first key.
 */

const number = z.number();
/** A date, or a date-time that says its offset: what else would compare as false for ever. */
const moment = z
  .string()
  .max(64)
  .refine((text) => parseDay(text) !== undefined || parseInstant(text) !== undefined, {
    message: 'write a date such as "2026-01-31" or a time such as "2026-01-31T09:00:00+08:00"',
  });

/** Tests on one value. Several at once all have to hold. */
const tests = {
  is: scalar.optional(),
  isNot: scalar.optional(),
  in: z.array(scalar).min(1).max(500).optional(),
  atLeast: number.optional(),
  atMost: number.optional(),
  above: number.optional(),
  below: number.optional(),
  between: z.tuple([number, number]).optional(),
  contains: z.string().max(256).optional(),
  before: moment.optional(),
  after: moment.optional(),
  exists: z.boolean().optional(),
};
const testNames = Object.keys(tests);

/** A test on a value: `{ "atLeast": 300 }`. */
export const valueTest = z
  .strictObject(tests)
  .refine((test) => testNames.some((key) => key in test), {
    message: `write a test, one of: ${testNames.join(", ")}`,
  })
  .meta({ id: "valueTest" });
export type ValueTest = z.infer<typeof valueTest>;

/** Property filters of an event: `{ "category": "母婴", "total": { "atLeast": 300 } }`. */
export const where = z.record(fieldName, z.union([scalar, valueTest])).meta({ id: "where" });
export type Where = z.infer<typeof where>;

const numberTests = {
  is: number.optional(),
  atLeast: number.optional(),
  atMost: number.optional(),
  above: number.optional(),
  below: number.optional(),
  between: z.tuple([number, number]).optional(),
};
const numberTestNames = Object.keys(numberTests);
const needsNumberTest = { message: `write a test, one of: ${numberTestNames.join(", ")}` };
const hasNumberTest = (test: object) => numberTestNames.some((key) => key in test);

const countTest = z.strictObject(numberTests).refine(hasNumberTest, needsNumberTest);
const figureTest = z
  .strictObject({ of: fieldName, ...numberTests })
  .refine(hasNumberTest, needsNumberTest);

/** `since: "entry"`: only events after the enrollment's own trigger, it not included. */
const window = { within: duration.optional(), since: z.literal("entry").optional() };

const attributeLeaf = z.strictObject({ attribute: fieldName, ...tests });
const triggerLeaf = z.strictObject({ trigger: fieldName, ...tests });
const tagLeaf = z.strictObject({ tag: name });
const segmentLeaf = z.strictObject({ segment: name });
/** Without a measure: at least one such event. */
const eventLeaf = z.strictObject({
  event: eventType,
  where: where.optional(),
  ...window,
  count: countTest.optional(),
  sum: figureTest.optional(),
  average: figureTest.optional(),
  daysSince: countTest.optional(),
});
/** What became of messages we sent, from the channel's own reports. */
const messageLeaf = z.strictObject({
  message: z.enum(["sent", "delivered", "opened", "clicked", "bounced", "complained"]),
  template: name.optional(),
  step: name.optional(),
  ...window,
});

export type EventLeaf = z.infer<typeof eventLeaf>;
export type MessageLeaf = z.infer<typeof messageLeaf>;
export type AttributeLeaf = z.infer<typeof attributeLeaf>;
export type TriggerLeaf = z.infer<typeof triggerLeaf>;

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | AttributeLeaf
  | TriggerLeaf
  | { tag: string }
  | { segment: string }
  | EventLeaf
  | MessageLeaf;

/** The first keys that tell leaves apart, for "nearest valid word" messages. */
export const conditionKeys = [
  "all",
  "any",
  "not",
  "attribute",
  "trigger",
  "tag",
  "segment",
  "event",
  "message",
] as const;

export const condition: z.ZodType<Condition> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(condition).min(1).max(50) }),
      z.strictObject({ any: z.array(condition).min(1).max(50) }),
      z.strictObject({ not: condition }),
      attributeLeaf,
      triggerLeaf,
      tagLeaf,
      segmentLeaf,
      eventLeaf,
      messageLeaf,
    ]),
  )
  .meta({ id: "condition" });
