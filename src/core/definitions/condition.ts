import * as z from "zod";
import { parseInstant } from "../time/instant.ts";
import { parseDay } from "../time/zone.ts";
import { date, duration, eventType, fieldName, name, scalar, share, timeRange } from "./words.ts";

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
  })
  .meta({
    id: "moment",
    description: "A date, or a time with its offset from UTC.",
    pattern: `^(?:${date}|(?:\\d{4}|[+-]\\d{6})${date.slice(5)}[Tt ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?:[Zz]|[+-]\\d\\d(?::?\\d\\d)?))$`,
    examples: ["2026-01-31", "2026-01-31T09:00:00+08:00"],
  });

/** Tests on one value. Several at once all have to hold. */
const tests = {
  is: scalar.optional().describe("It is this value."),
  isNot: scalar.optional().describe("It is there and is not this value."),
  in: z
    .array(scalar)
    .min(1)
    .max(500)
    .optional()
    .meta({ description: "It is one of these values.", examples: [["gold", "platinum"]] }),
  atLeast: number.optional().meta({ description: "This much or more.", examples: [300] }),
  atMost: number.optional().meta({ description: "This much or less.", examples: [300] }),
  above: number.optional().meta({ description: "More than this.", examples: [300] }),
  below: number.optional().meta({ description: "Less than this.", examples: [300] }),
  between: z
    .tuple([number, number])
    .optional()
    .meta({ description: "From the first to the second, both included.", examples: [[100, 300]] }),
  contains: z
    .string()
    .max(256)
    .optional()
    .meta({ description: "A text that holds this, or a list that has it.", examples: ["baby"] }),
  before: moment.optional().describe("A date or a time before this one."),
  after: moment.optional().describe("A date or a time after this one."),
  exists: z.boolean().optional().describe("true: there is a value. false: there is none."),
};
const testNames = Object.keys(tests);

/** What a number is held against: one that is written, or the customer's own. */
const ownLimit = z.strictObject({
  attribute: fieldName.meta({
    description: "An attribute of the customer that is a number.",
    examples: ["upgradeThreshold"],
  }),
});
const limit = z.union([number, ownLimit]).meta({
  id: "limit",
  description: 'A number, or an attribute of the customer: { "attribute": "upgradeThreshold" }.',
  examples: [300, { attribute: "upgradeThreshold" }],
});
const limitTests = {
  atLeast: limit.optional().describe("This much or more."),
  atMost: limit.optional().describe("This much or less."),
  above: limit.optional().describe("More than this."),
  below: limit.optional().describe("Less than this."),
};
/** Tests of what is known of a customer; a filter of events knows no customer. */
const customerTests = { ...tests, ...limitTests };

/** A test on a value: `{ "atLeast": 300 }`. */
export const valueTest = z
  .strictObject(tests)
  .refine((test) => testNames.some((key) => key in test), {
    message: `write a test, one of: ${testNames.join(", ")}`,
  })
  .meta({ id: "valueTest" });
export type ValueTest = z.infer<typeof valueTest>;
export type Limit = z.infer<typeof limit>;
export type LimitKey = keyof typeof limitTests;
/** A test whose limits may be attributes of the customer. */
export type CustomerTest = Omit<ValueTest, LimitKey> & { [Key in LimitKey]?: Limit | undefined };

/** A test on a property of an event, which may be compared with the event that started the run. */
const propertyTest = z
  .strictObject({
    ...tests,
    is: z
      .union([
        scalar,
        z.strictObject({
          trigger: fieldName.meta({
            description: "A property of the event that started the run.",
            examples: ["product"],
          }),
        }),
      ])
      .optional()
      .meta({
        description:
          'A value, or { "trigger": "product" }: the same as that property of the event that started the run, compared as text.',
        examples: ["gold", { trigger: "product" }],
      }),
  })
  .refine((test) => testNames.some((key) => key in test), {
    message: `write a test, one of: ${testNames.join(", ")}`,
  })
  .meta({ id: "propertyTest" });
export type PropertyTest = z.infer<typeof propertyTest>;

/** Property filters of an event: `{ "category": "母婴", "total": { "atLeast": 300 } }`. */
export const where = z.record(fieldName, z.union([scalar, propertyTest])).meta({
  id: "where",
  description: "What the event's properties have to be: by name a value, or a test.",
  examples: [{ category: "baby", total: { atLeast: 300 } }],
});
export type Where = z.infer<typeof where>;

/** Whether an event of another key concerns a run of a journey with `entry.key`. */
export const anyKey = z.boolean().meta({
  description:
    'Of a journey with "entry.key". true: an event of any key counts for every run. false, the default: an event that carries the property of the key counts only for the run of the same value; one without it for every run.',
});

const numberTests = {
  is: number.optional().meta({ description: "Exactly this much.", examples: [1] }),
  ...limitTests,
  between: tests.between,
};
const numberTestNames = Object.keys(numberTests);
const needsNumberTest = { message: `write a test, one of: ${numberTestNames.join(", ")}` };
const hasNumberTest = (test: object) => numberTestNames.some((key) => key in test);

const countTest = z
  .strictObject(numberTests)
  .refine(hasNumberTest, needsNumberTest)
  .meta({ id: "countTest", description: "A test on a number.", examples: [{ atLeast: 2 }] });
const figureTest = z
  .strictObject({ of: fieldName.describe("The property of the events."), ...numberTests })
  .refine(hasNumberTest, needsNumberTest)
  .meta({
    id: "figureTest",
    description: "A property of the events, and a test on its figure.",
    examples: [{ of: "total", atLeast: 300 }],
  });

const valueOf = z
  .strictObject({ of: fieldName.describe("The property of the events."), ...customerTests })
  .refine((test) => testNames.some((key) => key in test), {
    message: `write a test, one of: ${testNames.join(", ")}`,
  })
  .meta({
    id: "valueOf",
    description: "A property of the events, and a test on its value.",
    examples: [{ of: "category", is: "baby" }],
  });

/** `since: "entry"`: only events after the enrollment's own trigger, it not included. */
const window = {
  within: duration.optional().describe("Only events of the last so many days or hours."),
  since: z.literal("entry").optional().describe("Only events after the one that started the run."),
};

const monthNumber = z.int().min(1).max(12);
/** Tests of a date, in the calendar of the customer's zone. */
const dateTests = {
  month: z
    .union([z.enum(["this", "next"]), monthNumber])
    .optional()
    .meta({
      description: 'Month of a date attribute: "this" or "next" month, or 1 to 12.',
      examples: ["this", "next", 12],
    }),
  age: countTest.optional().meta({
    description:
      "Full years since a date attribute. 29 February counts as the 28th in other years.",
  }),
};

const attributeTestNames = [...testNames, ...Object.keys(dateTests)];
const attributeLeaf = z
  .strictObject({
    attribute: fieldName.meta({
      description: "An attribute of the customer, and tests on it.",
      examples: ["level"],
    }),
    ...customerTests,
    ...dateTests,
  })
  .refine((leaf) => attributeTestNames.some((key) => key in leaf), {
    message: `write a test, one of: ${attributeTestNames.join(", ")}`,
  });
const triggerLeaf = z
  .strictObject({
    trigger: fieldName.describe("A property of the event that started the run, and tests on it."),
    ...customerTests,
  })
  .refine((leaf) => testNames.some((key) => key in leaf), {
    message: `write a test, one of: ${testNames.join(", ")}`,
  });
const tagLeaf = z.strictObject({
  tag: name.meta({ description: "A tag that the customer has.", examples: ["vip"] }),
});
const segmentLeaf = z.strictObject({
  segment: name.meta({
    description: "A segment that the customer is in.",
    examples: ["dormant-high-value"],
  }),
  wasWithin: duration.optional().meta({
    description:
      'Whether the customer was in it at some time before now, of a window in days: "30d".',
  }),
});
const computedLeaf = z
  .strictObject({
    computed: name.meta({
      description: "A computed attribute of attributes/, and tests on it.",
      examples: ["spend-90d"],
    }),
    ...customerTests,
  })
  .refine((leaf) => testNames.some((key) => key in leaf), {
    message: `write a test, one of: ${testNames.join(", ")}`,
  });
const measures = {
  count: countTest.optional().describe("How many such events."),
  sum: figureTest.optional().describe("A property of them added up."),
  average: figureTest.optional().describe("The mean of a property."),
  min: figureTest.optional().meta({ description: "The least number of a property." }),
  max: figureTest.optional().meta({ description: "The greatest number of a property." }),
  first: valueOf.optional().meta({
    description: "What the first event that says this property says. Of all events ever.",
  }),
  last: valueOf.optional().meta({
    description: "What the last event that says this property says. Of all events ever.",
  }),
  favourite: valueOf.optional().meta({
    description: "What this property says most often, in a list each value. Of all events ever.",
  }),
  daysSince: countTest.optional().meta({ description: "Days since the last event ever." }),
  daysSinceFirst: countTest.optional().meta({ description: "Days since the first event ever." }),
  distinctDays: countTest.optional().meta({
    description: 'On how many different days, of a window in days: "within": "30d".',
  }),
};
/** What an event can be asked beside whether it happened. */
export const measureNames = Object.keys(measures) as readonly (keyof typeof measures)[];

/** A habit is a ratio: of logins at night to logins. */
export const partOfDay = timeRange.meta({
  description: 'Only events at such a time of the customer\'s day: "22:00-06:00".',
});

/** Without a measure: at least one such event. */
const eventLeaf = z.strictObject({
  event: eventType.describe("An event that happened. Without a measure: at least once."),
  where: where.optional(),
  anyKey: anyKey.optional(),
  timeOfDay: partOfDay.optional(),
  ...window,
  ...measures,
});

/** A figure of a ratio or a trend: how often, or with `sum` a property added up. */
export const eventFigure = z
  .strictObject({
    event: eventType.describe("The event that is counted."),
    where: where.optional(),
    anyKey: anyKey.optional(),
    timeOfDay: partOfDay.optional(),
    sum: fieldName.optional().describe("A property that is added up instead."),
  })
  .meta({
    id: "eventFigure",
    description:
      'An event to count, { "event": "order.placed" }; with "sum" a property is added up.',
    examples: [{ event: "order.placed" }, { event: "order.placed", sum: "total" }],
  });

/** A share that may exceed the whole. */
const percent = z
  .string()
  .regex(/^\d{1,6}(?:\.\d{1,6})?%$/, 'write a percentage such as "70%"')
  .meta({
    id: "percent",
    description: 'A percentage, such as "70%" or "150%".',
    examples: ["70%", "150%"],
  });
const part = z.union([z.number(), percent]);
const partLimit = z.union([part, ownLimit]).meta({
  id: "partLimit",
  description: "A number, a percentage, or an attribute of the customer.",
  examples: ["70%", 0.7, { attribute: "targetShare" }],
});
const partTests = {
  atLeast: partLimit.optional().describe("This much or more."),
  atMost: partLimit.optional().describe("This much or less."),
  above: partLimit.optional().describe("More than this."),
  below: partLimit.optional().describe("Less than this."),
  between: z
    .tuple([part, part])
    .optional()
    .meta({
      description: "From the first to the second, both included.",
      examples: [["30%", "70%"]],
    }),
};
const partTestNames = Object.keys(partTests);

/** One figure divided by another (redeemed ÷ claimed): where the other is 0 no test holds. */
const ratioLeaf = z
  .strictObject({
    ratio: eventFigure.describe("What is divided: such as coupons redeemed."),
    to: eventFigure.describe("What it is divided by: such as coupons claimed."),
    ...window,
    ...partTests,
  })
  .refine((leaf) => partTestNames.some((key) => key in leaf), {
    message: `write a test, one of: ${partTestNames.join(", ")}`,
  });

/** A window against the one before it: orders down 50 %. Where the one before has none, neither. */
const trendLeaf = z
  .strictObject({
    trend: eventFigure.describe("What is compared with the window before."),
    within: duration.meta({ description: "The window, in days; the one before is as long." }),
    down: share.optional().meta({ description: "By at least so much less than before." }),
    up: percent.optional().meta({ description: "By at least so much more than before." }),
  })
  .refine(({ down, up }) => (down === undefined) !== (up === undefined), {
    message: 'write either "down" or "up", such as "down": "50%"',
  });

/** What became of messages we sent, from the channel's own reports. */
const messageLeaf = z.strictObject({
  message: z
    .enum(["sent", "delivered", "opened", "clicked", "bounced", "complained"])
    .describe("What became of a message that we sent."),
  template: name.optional().meta({
    description: "Only messages of this template.",
    examples: ["winback-offer"],
  }),
  step: name.optional().meta({
    description: "Only messages of the step with this id.",
    examples: ["first-mail"],
  }),
  ...window,
});

export type EventLeaf = z.infer<typeof eventLeaf>;
export type MessageLeaf = z.infer<typeof messageLeaf>;
export type AttributeLeaf = z.infer<typeof attributeLeaf>;
export type SegmentLeaf = z.infer<typeof segmentLeaf>;
export type TriggerLeaf = z.infer<typeof triggerLeaf>;
export type ComputedLeaf = z.infer<typeof computedLeaf>;
export type EventFigure = z.infer<typeof eventFigure>;
export type RatioLeaf = z.infer<typeof ratioLeaf>;
export type TrendLeaf = z.infer<typeof trendLeaf>;

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | AttributeLeaf
  | TriggerLeaf
  | { tag: string }
  | SegmentLeaf
  | ComputedLeaf
  | EventLeaf
  | MessageLeaf
  | RatioLeaf
  | TrendLeaf;

/** The first keys that tell leaves apart, for "nearest valid word" messages. */
export const conditionKeys = [
  "all",
  "any",
  "not",
  "attribute",
  "trigger",
  "tag",
  "segment",
  "computed",
  "event",
  "message",
  "ratio",
  "trend",
] as const;

const conditions = z.lazy(() => z.array(condition).min(1).max(50));
const both = [{ attribute: "level", is: "gold" }, { event: "order.placed" }];
const allOf = z.strictObject({
  all: conditions.meta({ description: "Every one of these holds.", examples: [both] }),
});
const anyOf = z.strictObject({
  any: conditions.meta({ description: "At least one of these holds.", examples: [both] }),
});
const notOf = z.strictObject({
  not: z
    .lazy(() => condition)
    .meta({ description: "This does not hold.", examples: [{ tag: "vip" }] }),
});

export const condition: z.ZodType<Condition> = z
  .union([
    allOf,
    anyOf,
    notOf,
    attributeLeaf,
    triggerLeaf,
    tagLeaf,
    segmentLeaf,
    computedLeaf,
    eventLeaf,
    messageLeaf,
    ratioLeaf,
    trendLeaf,
  ])
  .meta({
    id: "condition",
    description: "What has to hold of the customer. Its first key says what is asked.",
    examples: [
      { event: "order.placed", within: "90d" },
      { all: [{ attribute: "level", is: "gold" }, { not: { tag: "vip" } }] },
    ],
  });
