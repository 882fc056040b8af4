import * as z from "zod";
import { $schema, description, isReserved, scalar, title } from "./words.ts";

/** An example value for checks, in any form that an event may have, such as a list of items. */
const example = z.union([
  scalar,
  z.array(z.union([scalar, z.record(z.string(), z.unknown())])).max(20),
  z.record(z.string(), z.unknown()),
]);

/**
 * `templates/<name>/template.json`: which variables the parts may use. A variable without a
 * default is required: a message that lacks it is held with the reason.
 */
export const template = z
  .strictObject({
    $schema,
    title,
    description,
    variables: z
      .record(
        z
          .string()
          .regex(
            /^(?:(?:customer|event|offer)\.[A-Za-z_][\w-]*|computed\.[a-z0-9]+(?:[-.][a-z0-9]+)*)$/,
            'write a variable such as "customer.firstName", "event.total" or "computed.spend-90d"',
          )
          .refine((text) => !isReserved(text.slice(text.indexOf(".") + 1)), {
            message: "this name is reserved",
          }),
        z.strictObject({
          default: scalar
            .optional()
            .meta({ description: "What is printed where there is no value.", examples: ["there"] }),
          example: example.optional().meta({
            description: "A value that checks and previews print.",
            examples: ["Li", [{ sku: "A-1", price: 12.5 }]],
          }),
        }),
      )
      .optional()
      .meta({
        description:
          "The values that the parts may print, by name. One without a default is required: a message that lacks it is held.",
        examples: [{ "customer.firstName": { default: "there" }, "event.total": {} }],
      }),
  })
  .meta({
    id: "template",
    title: "Sojourn template",
    description: "templates/<name>/template.json: the values that its parts print.",
  });

export type TemplateHeader = z.infer<typeof template>;

/** A template as published: its header and its parts by file name, locale variants included. */
export interface Template {
  readonly name: string;
  readonly header: TemplateHeader;
  readonly parts: Readonly<Record<string, string>>;
}
