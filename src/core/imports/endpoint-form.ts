import * as z from "zod";
import { channelTypes } from "./endpoint.ts";

const wanted = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `found ${tell(input)}; wanted ${what}`,
});

const word = z.string(wanted("a text")).trim();
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const ownValues = z.record(
  z.string(),
  z.union([z.array(scalar), scalar, z.null()], wanted("a list of texts")),
  wanted("an object of lists of texts"),
);
const amount = z.union(
  [
    z.number(),
    z
      .string()
      .trim()
      .regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/)
      .transform(Number),
  ],
  wanted("a number"),
);
const texts = <Names extends string>(...names: readonly Names[]) =>
  z.object(
    Object.fromEntries(names.map((name) => [name, word.nullish()])) as Record<
      Names,
      z.ZodOptional<z.ZodNullable<typeof word>>
    >,
    wanted("an object"),
  );

export const deviceFacts = [
  "Platform",
  "PlatformVersion",
  "Make",
  "Model",
  "ModelVersion",
  "AppVersion",
] as const;
export const placeFacts = ["City", "Region", "PostalCode"] as const;
export const positions = ["Latitude", "Longitude"] as const;

/** EndpointResponse (exports), EndpointBatchItem and the import form differ in what is there. */
export const endpointForm = z.object(
  {
    Id: word.nullish(),
    ChannelType: z.enum(channelTypes, wanted(`one of ${channelTypes.join(", ")}`)).nullish(),
    Address: word.nullish(),
    OptOut: z.enum(["ALL", "NONE", ""], wanted("ALL or NONE")).nullish(),
    EndpointStatus: z.enum(["ACTIVE", "INACTIVE", ""], wanted("ACTIVE or INACTIVE")).nullish(),
    EffectiveDate: word.nullish(),
    Attributes: ownValues.nullish(),
    Metrics: z.record(z.string(), amount.nullable(), wanted("an object of numbers")).nullish(),
    Demographic: texts("Locale", "Timezone", ...deviceFacts).nullish(),
    Location: texts("Country", ...placeFacts)
      .extend({ Latitude: amount.nullish(), Longitude: amount.nullish() })
      .nullish(),
    User: z
      .object(
        {
          UserId: z
            .union(
              [z.string().max(256), z.number().int().transform(String)],
              wanted("an id of at most 256 characters"),
            )
            .nullish(),
          UserAttributes: ownValues.nullish(),
        },
        wanted("an object"),
      )
      .nullish(),
  },
  wanted("an endpoint: an object with ChannelType, Address, User …"),
);
export type EndpointForm = z.infer<typeof endpointForm>;

/** A short word is told, since it is the mistake; what may be a person's is only described. */
function tell(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" && value.length <= 12 ? `"${value}"` : `a ${typeof value}`;
}
