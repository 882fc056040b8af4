import * as z from "zod";
import { channels } from "../channels/channels.ts";
import { consentScope, consentScopeHint } from "../channels/consent-scope.ts";
import { channel, eventType, fieldName, zone } from "../definitions/words.ts";
import { cellRule, column, timeRule } from "./cell-rule.ts";

/** A consent's scope: a channel, and a purpose or all of them. */
const scope = z.string().regex(consentScope, consentScopeHint);

const words = z.array(z.string().max(100)).min(1).max(50);

const consentRule = z
  .strictObject({
    column,
    given: words.optional().describe("What the cell says where it is given, such as yes."),
    refused: words.optional().describe("What the cell says where it is refused, such as no."),
    at: timeRule.optional().describe("When it was said. Without it: when the row was changed."),
    source: z.string().max(128).optional().describe("Where it was said, such as checkout."),
    text: z.string().max(128).optional().describe("Which text was shown: its name or version."),
  })
  .refine(({ given, refused }) => (given ?? refused) !== undefined, {
    message: "say which words mean given, or refused",
  })
  .describe("Any other word is a refusal: consent is never guessed. An empty cell says nothing.");
export type ConsentRule = z.infer<typeof consentRule>;

const profilingRule = z.strictObject({ column, refused: words, allowed: words.optional() });

/** How the file is written. */
const source = {
  $schema: z.string().optional(),
  format: z
    .enum(["csv", "jsonl"])
    .optional()
    .describe("By default as the name ends: .csv and .csv.gz are CSV, all else is JSON Lines."),
  delimiter: z.enum(["comma", "semicolon", "tab", "pipe"]).optional().describe("By default comma."),
  encoding: z
    .string()
    .max(40)
    .optional()
    .describe("By default utf-8; such as gb18030, which tables of Chinese Excel often are in."),
  zone: zone.optional().describe("Of times that say none. Without it such a time rejects its row."),
  empty: z
    .array(z.string().max(40))
    .max(20)
    .optional()
    .describe('Words that say nothing, beside an empty cell: "NULL", "-".'),
};

const customersMap = z
  .strictObject({
    rows: z.literal("customers").describe("A row is what is known of a customer."),
    ...source,
    id: cellRule.describe("Your own id of the customer."),
    at: timeRule
      .optional()
      .describe("When the row was last changed: what is older undoes nothing."),
    attributes: z.record(fieldName, cellRule).optional(),
    addresses: z
      .partialRecord(channel, z.union([cellRule, z.array(cellRule).min(1).max(20)]))
      .optional()
      .describe("By channel, the one to write to first."),
    replaceAddresses: z
      .array(channel)
      .min(1)
      .optional()
      .describe(
        "Channels of which a row says all addresses: they take the place of those known before, unless those were said later. Without it a row adds to them. A row that says no address of a channel leaves it as it is.",
      ),
    consents: z.record(scope, consentRule).optional(),
    tags: z.array(cellRule).max(20).optional(),
    timeZone: cellRule.optional().describe("IANA, such as Asia/Shanghai."),
    locale: cellRule.optional().describe("Such as zh-CN or zh_CN."),
    country: cellRule.optional().describe("ISO 3166, two letters."),
    profiling: profilingRule.optional().describe("Who refused to be profiled."),
    duplicates: z
      .strictObject({
        by: z
          .array(z.enum(["id", ...channels]))
          .min(1)
          .max(1 + channels.length)
          .describe("One after the other: rows of one id, then those of one first address."),
        keep: z
          .enum(["last", "newest"])
          .describe("Whose word counts: that of the last row, or of the newest by `at`."),
      })
      .optional()
      .describe(
        "By default rows of one id are one customer, and the newest row's word counts; the last one's where the mapping has no `at`.",
      ),
  })
  .refine(({ duplicates, at }) => duplicates?.keep !== "newest" || at !== undefined, {
    message: "the newest row is known by `at` only: say which column it is",
    path: ["duplicates", "keep"],
  });

const eventsMap = z.strictObject({
  rows: z.literal("events").describe("A row is something that happened to a customer."),
  ...source,
  type: z
    .union([z.strictObject({ always: eventType }), cellRule])
    .describe('{ "always": "order.placed" }, or the column that says it.'),
  eventId: cellRule
    .optional()
    .describe("Your own id. By default a hash of the row and of how many like it came before."),
  at: timeRule.describe("When it happened."),
  customer: cellRule.describe("Your own id of the customer."),
  properties: z.record(fieldName, cellRule).optional(),
});

/** Which column of a table means what: what `sojourn import --map` reads. */
export const importMap = z.discriminatedUnion("rows", [customersMap, eventsMap]);
export type ImportMap = z.infer<typeof importMap>;
export type CustomersMap = z.infer<typeof customersMap>;
export type EventsMap = z.infer<typeof eventsMap>;
