import * as z from "zod";
import { scalar } from "../definitions/words.ts";
import { dateFormats } from "./parse-when.ts";

export const column = z
  .string()
  .min(1)
  .max(200)
  .meta({
    description: "Name of a column; in JSON Lines of a field, address.city for one inside another.",
    examples: ["email", "address.city"],
  });

const any = {
  column,
  missing: z
    .union([
      z.enum(["leave-out", "reject"]),
      z.strictObject({
        default: z.union([scalar, z.array(scalar).max(100)]).meta({
          description: "The value that it then has.",
          examples: ["none", 0],
        }),
      }),
    ])
    .optional()
    .meta({
      description:
        "Of a cell that says nothing. By default it is left out; an id or a time rejects.",
      examples: ["leave-out", "reject", { default: "none" }],
    }),
  wrong: z
    .enum(["reject", "leave-out"])
    .optional()
    .describe(
      "Of a cell that can't be read: only the cell is left out, or its row goes to the rejects. By default it is left out; an id or a type rejects.",
    ),
};
const words = z.array(z.string().min(1).max(40)).min(1).max(20);
const format = z
  .enum(dateFormats)
  .optional()
  .describe("Order of a date such as 3/4/2026. Year first is read without it.");
const kind = <Kind extends string>(name: Kind) =>
  z.literal(name).describe("What the cell is read as. Default: text.");

/** How one cell is read. */
const typedRule = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("text").optional().describe("What the cell is read as. Default: text."),
    ...any,
    words: z
      .record(z.string().max(200), z.string().max(1024))
      .optional()
      .meta({
        description:
          'What the cell says, in your own words: { "1": "gold" }. No other word is taken.',
        examples: [{ "1": "gold", "2": "silver" }],
      }),
  }),
  z.strictObject({
    type: kind("number"),
    ...any,
    decimal: z
      .enum([".", ","])
      .optional()
      .describe("Said, thousands may be set apart by the other of the two, or by blanks."),
  }),
  z.strictObject({
    type: kind("boolean"),
    ...any,
    yes: words.optional().meta({
      description: "By default true, yes, y, 1; letters of any case.",
      examples: [["yes", "y"]],
    }),
    no: words.optional().meta({ description: "By default false, no, n, 0.", examples: [["no"]] }),
  }),
  z.strictObject({ type: kind("date"), ...any, format }).describe("A day: 2026-01-31."),
  z.strictObject({ type: kind("time"), ...any, format }).describe("A moment."),
  z.strictObject({
    type: kind("list"),
    ...any,
    separator: z
      .string()
      .min(1)
      .max(5)
      .optional()
      .meta({ description: "By default a comma.", examples: ["|"] }),
  }),
  z
    .strictObject({ type: kind("plain"), ...any })
    .describe(
      "Numbers where every cell of the column is written as one, without leading zeros; else text.",
    ),
  z
    .strictObject({ type: kind("id"), ...any })
    .describe("Text; 17850.0, as spreadsheets write a whole number, is 17850."),
]);

export const cellRule = z.union([column, typedRule]).meta({
  id: "cell",
  description: "How a cell is read: the name of its column, or an object that says more.",
  examples: ["email", { column: "age", type: "number" }],
});
export type CellRule = z.infer<typeof cellRule>;
export type TypedRule = z.infer<typeof typedRule>;

/** A cell that is a moment. */
export const timeRule = z.union([column, z.strictObject({ column, format })]).meta({
  description: "How a moment is read: the name of its column, or an object that says more.",
  examples: ["updatedAt", { column: "updated", format: "d/m/y" }],
});
export type TimeRule = z.infer<typeof timeRule>;
