import * as z from "zod";
import { $schema, description, name, owner, title } from "./words.ts";

/** What the kinds of attributes have in common. */

/** It follows a dot in a segment's name, `lifecycle.dormant`, so it has none itself. */
export const groupName = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "write a name in lower case with dashes, such as high-value")
  .meta({
    id: "groupName",
    description: "Lower case with dashes, such as high-value.",
    examples: ["high-value"],
  });

/** A band, stage or cluster: a segment of its own. */
export const group = {
  name: groupName.describe("What the segment is called after the dot: rfm.high-value."),
  title,
  tag: name.optional().meta({ description: "A tag of who is in it.", examples: ["vip"] }),
};

export const attributeHead = {
  $schema,
  name: name.meta({
    description: "What conditions call it: the name of the file.",
    examples: ["spend-90d"],
  }),
  title,
  description,
  owner: owner.optional(),
};

export const refused = groupName.optional().meta({
  description: "The group of customers who refused to be profiled; no other is theirs.",
  examples: ["not-profiled"],
});

export const learn = z
  .enum(["daily", "weekly", "monthly"])
  .optional()
  .describe("How often it is learned from all customers anew. Default: weekly.");
