import * as z from "zod";
import { name } from "./words.ts";

/** What the kinds of attributes have in common. */

/** It follows a dot in a segment's name, `lifecycle.dormant`, so it has none itself. */
export const groupName = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "write a name in lower case with dashes, such as high-value")
  .meta({ id: "groupName", description: "Lower case with dashes, such as high-value." });

/** A band, stage or cluster: a segment of its own. */
export const group = {
  name: groupName,
  title: z.string().max(120).optional(),
  tag: name.optional().describe("A tag of who is in it."),
};

export const attributeHead = {
  $schema: z.string().optional(),
  name,
  title: z.string().max(120).optional(),
  description: z.string().max(2000).optional(),
  owner: z.string().max(120).optional(),
};

export const learn = z
  .enum(["daily", "weekly", "monthly"])
  .optional()
  .describe("How often it is learned from all customers anew. Default: weekly.");
