import * as z from "zod";
import { condition } from "./condition.ts";
import { $schema, description, name, owner, title } from "./words.ts";

const tagChange = z
  .strictObject({
    addTags: z
      .array(name)
      .min(1)
      .max(20)
      .optional()
      .meta({ description: "Tags that are added.", examples: [["dormant"]] }),
    removeTags: z
      .array(name)
      .min(1)
      .max(20)
      .optional()
      .meta({ description: "Tags that are taken away.", examples: [["active"]] }),
  })
  .refine((change) => change.addTags ?? change.removeTags, {
    message: "write addTags, removeTags or both",
  })
  .meta({ examples: [{ addTags: ["dormant"] }] });

/** `segments/<name>.json`: a named condition, and what entering and leaving it does to tags. */
export const segment = z
  .strictObject({
    $schema,
    name: name.meta({
      description: "What conditions and journeys call it: the name of the file.",
      examples: ["dormant"],
    }),
    title,
    description,
    owner: owner.optional(),
    when: condition.meta({
      description: "Who is in it.",
      examples: [{ not: { event: "order.placed", within: "90d" } }],
    }),
    onEnter: tagChange.optional().describe("Tags of who enters it."),
    onLeave: tagChange.optional().describe("Tags of who leaves it."),
  })
  .meta({
    id: "segment",
    title: "Sojourn segment",
    description: "segments/<name>.json: a named condition on customers.",
  });

export type Segment = z.infer<typeof segment>;
export type TagChange = z.infer<typeof tagChange>;
