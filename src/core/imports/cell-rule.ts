import * as z from "zod";
import { scalar } from "../definitions/words.ts";
import { dateFormats } from "./parse-when.ts";

export const column = z
  .string()
  .min(1)
  .max(200)
  .describe("Name of a column; in JSON Lines of a field, address.city for one inside another.");

const any = {
  column,
  missing: z
    .union([
      z.enum(["leave-out", "reject"]),
      z.strictObject({ default: z.union([scalar, z.array(scalar).max(100)]) }),
    ])
    .optional()
    .describe("Of a cell that says nothing. By default it is left out; an id or a time rejects."),
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

/** How one cell is read. */
const typedRule = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("text").optional(),
    ...any,
    words: z
      .record(z.string().max(200), z.string().max(1024))
      .optional()
      .describe('What the cell says, in your own words: { "1": "gold" }. No other word is taken.'),
  }),
  z.strictObject({
    type: z.literal("number"),
    ...any,
    decimal: z
      .enum([".", ","])
      .optional()
      .describe("Said, thousands may be set apart by the other of the two, or by blanks."),
  }),
  z.strictObject({
    type: z.literal("boolean"),
    ...any,
    yes: words.optional().describe("By default true, yes, y, 1; letters of any case."),
    no: words.optional().describe("By default false, no, n, 0."),
  }),
  z.strictObject({ type: z.literal("date"), ...any, format }).describe("A day: 2026-01-31."),
  z.strictObject({ type: z.literal("time"), ...any, format }).describe("A moment."),
  z.strictObject({
    type: z.literal("list"),
    ...any,
    separator: z.string().min(1).max(5).optional().describe("By default a comma."),
  }),
  z
    .strictObject({ type: z.literal("plain"), ...any })
    .describe("A number where it is written as one, without leading zeros; else text."),
]);

export const cellRule = z.union([column, typedRule]).meta({ id: "cell" });
export type CellRule = z.infer<typeof cellRule>;
export type TypedRule = z.infer<typeof typedRule>;

/** A cell that is a moment. */
export const timeRule = z.union([column, z.strictObject({ column, format })]);
export type TimeRule = z.infer<typeof timeRule>;
