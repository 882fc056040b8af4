import * as z from "zod";
import { condition } from "./condition.ts";
import { name } from "./words.ts";

const tagChange = z
  .strictObject({
    addTags: z.array(name).min(1).max(20).optional(),
    removeTags: z.array(name).min(1).max(20).optional(),
  })
  .refine((change) => change.addTags ?? change.removeTags, {
    message: "write addTags, removeTags or both",
  });

/** `segments/<name>.json`: a named condition, and what entering and leaving it does to tags. */
export const segment = z
  .strictObject({
    $schema: z.string().optional(),
    name,
    title: z.string().max(120).optional(),
    description: z.string().max(2000).optional(),
    owner: z.string().max(120).optional(),
    when: condition,
    onEnter: tagChange.optional().describe("Tags of who enters it."),
    onLeave: tagChange.optional().describe("Tags of who leaves it."),
  })
  .meta({ id: "segment", title: "Sojourn segment" });

export type Segment = z.infer<typeof segment>;
export type TagChange = z.infer<typeof tagChange>;
