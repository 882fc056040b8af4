import * as z from "zod";
import { channels } from "../channels/channels.ts";
import { consentScope, consentScopeHint } from "../channels/consent-scope.ts";
import { $schema, channel, eventType, fieldName, zone } from "../definitions/words.ts";
import { cellRule, column, timeRule } from "./cell-rule.ts";

/** A consent's scope: a channel, and a purpose or all of them. */
const scope = z.string().regex(consentScope, consentScopeHint);

const words = z.array(z.string().max(100)).min(1).max(50);

const consentRule = z
  .strictObject({
    column,
    given: words.optional().meta({
      description: "What the cell says where it is given, such as yes.",
      examples: [["yes"]],
    }),
    refused: words.optional().meta({
      description: "What the cell says where it is refused, such as no.",
      examples: [["no"]],
    }),
    at: timeRule.optional().describe("When it was said. Without it: when the row was changed."),
    source: z
      .string()
      .max(128)
      .optional()
      .meta({ description: "Where it was said, such as checkout.", examples: ["checkout"] }),
    text: z
      .string()
      .max(128)
      .optional()
      .meta({ description: "Which text was shown: its name or version.", examples: ["v3"] }),
  })
  .refine(({ given, refused }) => (given ?? refused) !== undefined, {
    message: "say which words mean given, or refused",
  })
  .meta({
    description:
      "Any other word is a refusal: consent is never guessed. An empty cell says nothing.",
    examples: [{ column: "newsletter", given: ["yes"] }],
  });
export type ConsentRule = z.infer<typeof consentRule>;

const profilingRule = z.strictObject({
  column,
  refused: words.meta({
    description: "What the cell says of who refused, such as no.",
    examples: [["no"]],
  }),
  allowed: words.optional().meta({
    description: "What it says of who allows it, such as yes.",
    examples: [["yes"]],
  }),
});

/** How the file is written. */
const source = {
  $schema,
  format: z
    .enum(["csv", "jsonl"])
    .optional()
    .describe("By default as the name ends: .csv and .csv.gz are CSV, all else is JSON Lines."),
  delimiter: z
    .enum(["comma", "semicolon", "tab", "pipe"])
    .optional()
    .describe("By default the one that the first line has most of."),
  encoding: z
    .string()
    .max(40)
    .optional()
    .meta({
      description: "By default utf-8; such as gb18030, which tables of Chinese Excel often are in.",
      examples: ["gb18030"],
    }),
  zone: zone.optional().describe("Of times that say none. Without it such a time rejects its row."),
  empty: z
    .array(z.string().max(40))
    .max(20)
    .optional()
    .meta({
      description: 'Words that say nothing, beside an empty cell: "NULL", "-".',
      examples: [["NULL", "-"]],
    }),
};

const customersMap = z
  .strictObject({
    rows: z.literal("customers").describe("A row is what is known of a customer."),
    ...source,
    id: cellRule.describe("Your own id of the customer."),
    at: timeRule
      .optional()
      .describe("When the row was last changed: what is older undoes nothing."),
    attributes: z
      .record(fieldName, cellRule)
      .optional()
      .meta({
        description: "The customer's attributes, by name.",
        examples: [{ firstName: "first_name", age: { column: "age", type: "number" } }],
      }),
    addresses: z
      .partialRecord(channel, z.union([cellRule, z.array(cellRule).min(1).max(20)]))
      .optional()
      .meta({
        description: "By channel, the one to write to first.",
        examples: [{ email: "email", sms: ["mobile", "phone"] }],
      }),
    replaceAddresses: z
      .array(channel)
      .min(1)
      .optional()
      .meta({
        description:
          "Channels of which a row says all addresses: they take the place of those known before, unless those were said later. Without it a row adds to them. A row that says no address of a channel leaves it as it is.",
        examples: [["email"]],
      }),
    consents: z
      .record(scope, consentRule)
      .optional()
      .meta({
        description: "By channel and purpose, such as email:marketing.",
        examples: [{ "email:marketing": { column: "newsletter", given: ["yes"] } }],
      }),
    tags: z
      .array(cellRule)
      .max(20)
      .optional()
      .meta({ description: "Columns whose words are tags.", examples: [["level"]] }),
    timeZone: cellRule.optional().describe("IANA, such as Asia/Shanghai."),
    locale: cellRule.optional().describe("Such as zh-CN or zh_CN."),
    country: cellRule.optional().describe("ISO 3166, two letters."),
    profiling: profilingRule.optional().meta({
      description: "Who refused to be profiled.",
      examples: [{ column: "profiling", refused: ["no"] }],
    }),
    duplicates: z
      .strictObject({
        by: z
          .array(z.enum(["id", ...channels]))
          .min(1)
          .max(1 + channels.length)
          .meta({
            description: "One after the other: rows of one id, then those of one first address.",
            examples: [["id", "email"]],
          }),
        keep: z
          .enum(["last", "newest"])
          .describe("Whose word counts: that of the last row, or of the newest by `at`."),
      })
      .optional()
      .meta({
        description:
          "By default rows of one id are one customer, and the newest row's word counts; the last one's where the mapping has no `at`.",
        examples: [{ by: ["id"], keep: "last" }],
      }),
  })
  .refine(({ duplicates, at }) => duplicates?.keep !== "newest" || at !== undefined, {
    message: "the newest row is known by `at` only: say which column it is",
    path: ["duplicates", "keep"],
  });

/** What several rows of one event come to. */
const lineRule = z.union([
  z.strictObject({
    sum: z.union([cellRule, z.array(cellRule).min(1).max(3)]).meta({
      description: "A column that is added up over the rows; of several their product.",
      examples: [["qty", "price"], "amount"],
    }),
  }),
  z.strictObject({
    list: z.record(fieldName, cellRule).meta({
      description: "An object for each row, for templates to loop over: its values by name.",
      examples: [{ sku: "sku", qty: { column: "qty", type: "number" } }],
    }),
  }),
]);
export type LineRule = z.infer<typeof lineRule>;

const eventsRow = z.strictObject({
  rows: z.literal("events").describe("A row is something that happened to a customer."),
  ...source,
  type: z
    .union([z.strictObject({ always: eventType.describe("The type of every row.") }), cellRule])
    .meta({
      description: '{ "always": "order.placed" }, or the column that says it.',
      examples: [{ always: "order.placed" }, "event"],
    }),
  eventId: cellRule
    .optional()
    .describe("Your own id. By default a hash of the row and of how many like it came before."),
  at: timeRule.describe("When it happened."),
  customer: cellRule.describe("Your own id of the customer."),
  withoutCustomer: z
    .enum(["reject", "leave-out"])
    .optional()
    .describe(
      "Of a row whose customer says nothing, such as a guest's order: it goes to the rejects (default), or is left out and counted.",
    ),
  lines: z
    .record(fieldName, lineRule)
    .optional()
    .meta({
      description:
        "Rows of one eventId are lines of one event: properties that are added up or listed over them.",
      examples: [
        {
          total: { sum: ["qty", "price"] },
          items: { list: { sku: "sku", qty: { column: "qty", type: "number" } } },
        },
      ],
    }),
  properties: z
    .record(fieldName, cellRule)
    .optional()
    .meta({
      description: "The event's properties, by name.",
      examples: [{ total: { column: "amount", type: "number" } }],
    }),
});

const eventsMap = eventsRow
  .refine(({ lines, eventId }) => lines === undefined || eventId !== undefined, {
    message: "rows are lines of one event by its id only: say which column is `eventId`",
    path: ["lines"],
  })
  .refine(
    ({ lines = {}, properties = {} }) =>
      Object.keys(lines).every((name) => !Object.hasOwn(properties, name)),
    { message: "a name stands in `lines` or in `properties`, not in both", path: ["lines"] },
  );

/** Which column of a table means what: what `sojourn import --map` reads. */
export const importMap = z.discriminatedUnion("rows", [customersMap, eventsMap]).meta({
  id: "import",
  title: "Sojourn import",
  description: "Which column of a table means what.",
});
export type ImportMap = z.infer<typeof importMap>;
export type CustomersMap = z.infer<typeof customersMap>;
export type EventsMap = z.infer<typeof eventsMap>;
