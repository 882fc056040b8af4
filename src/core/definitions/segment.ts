import * as z from "zod";
import { condition } from "./condition.ts";
import { name } from "./words.ts";

/** `segments/<name>.json`: a named condition. */
export const segment = z
  .strictObject({
    $schema: z.string().optional(),
    name,
    title: z.string().max(120).optional(),
    description: z.string().max(2000).optional(),
    owner: z.string().max(120).optional(),
    when: condition,
  })
  .meta({ id: "segment", title: "Sojourn segment" });

export type Segment = z.infer<typeof segment>;
