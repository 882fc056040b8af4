import * as z from "zod";
import { addressLists } from "../channels/address-lists.ts";
import { consentScope } from "../channels/consent-scope.ts";
import { isDerived } from "../definitions/vocabulary.ts";
import { fieldName, isReserved } from "../definitions/words.ts";
import { readExactJson } from "../read-exact-json.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import { clockAhead } from "../time/when.ts";
import { isKnownZone } from "../time/zone.ts";
import type { CustomerEvent, Profile, Properties } from "./event.ts";

/**
 * An event from outside, as text: EventBridge's envelope around our `detail`, or the flat form of
 * JSON Lines files. Bad ones are values with a reason for the dead-letter queue.
 */
export type ParsedEvent =
  | { readonly kind: "event"; readonly event: CustomerEvent }
  | { readonly kind: "refused"; readonly reason: string };

/** One billing chunk of EventBridge; what a storefront says of one event fits many times over. */
const longestText = 64 * 1024;
/** Older than this is history to import, not an event (DESIGN §5). */
const oldest = 5 * 365.25 * 86_400_000;

/** Of a choice between forms zod says only "Invalid input". */
const wanted = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `found ${kindOf(input)}; wanted ${what}`,
});

const text = z.string().min(1).max(256);
/** Shops that number their customers and orders send numbers; ids are texts here. */
const identity = z.union(
  [text, z.number().int().transform(String)],
  wanted("an id: a text of 1 to 256 characters, or a whole number"),
);
/** What a DynamoDB number holds: magnitudes from 1e-130 to below 1e126 (Developer Guide, "Number"). */
const amount = z.number().refine((value) => value === 0 || isStorable(Math.abs(value)), {
  message: "a number too large or too small to keep",
});
const scalar = z.union([z.string().max(1024), amount, z.boolean()]);
const values = z.union(
  [scalar, z.array(scalar).max(100)],
  wanted("a text of at most 1024 characters, a number, true or false, or at most 100 of them"),
);
const moment = z.string().max(40);

const consent = z.strictObject({
  given: z.boolean(),
  at: moment.optional(),
  source: z.string().max(128).optional(),
  text: z.string().max(128).optional(),
});

// Their times are kept by tag, so a tag is a key, too.
const tags = z.array(fieldName).max(100);

const customer = z.strictObject({
  id: identity,
  attributes: z.record(fieldName, z.union([values, z.null()])).optional(),
  addresses: addressLists.optional(),
  consents: z
    .record(
      z.string().regex(consentScope),
      z.union([z.boolean(), consent], wanted("true or false, or an object with given")),
    )
    .optional(),
  tags: tags.optional(),
  removeTags: tags.optional(),
  profiling: z.enum(["allowed", "refused"], wanted('"refused" or "allowed"')).optional(),
  zone: z.string().max(64).optional(),
  locale: z.string().max(35).optional(),
  country: z.string().length(2).optional(),
});

const detail = z.object({
  id: identity,
  type: text.optional(),
  at: moment.optional(),
  customer: z.union(
    [identity, customer],
    wanted("the shop's id of the customer, or an object with it as id"),
  ),
  properties: z.record(z.string().max(64), z.unknown()).optional(),
});

/**
 * @param now when it is accepted: own times over 10 minutes ahead or 5 years back are refused
 */
export function parseEvent(source: string, now: Instant): ParsedEvent {
  if (source.length > longestText) {
    return refused(`an event is at most 64 KB; this one has ${Math.ceil(source.length / 1024)} KB`);
  }
  const body = readExactJson(source);
  if (body === undefined) return refused(`not JSON: ${source.slice(0, 60)}`);
  return parseEventBody(body, now);
}

/** The same of what was read already. */
export function parseEventBody(body: unknown, now: Instant): ParsedEvent {
  if (typeof body !== "object" || body === null) return refused("not a JSON object");
  const reserved = reservedKeyIn(body);
  if (reserved !== undefined) return refused(`the name ${reserved} is reserved`);
  const envelope = body as Record<string, unknown>;
  const type = envelope["detail-type"];
  const parsed = detail.safeParse(type === undefined ? envelope : envelope["detail"]);
  if (!parsed.success) return refused(describe(parsed.error, type !== undefined));
  return toEvent(parsed.data, typeof type === "string" ? type : undefined, envelope["time"], now);
}

/** A key that would reach a prototype, anywhere: schemas drop it silently, so it is looked for. */
function reservedKeyIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inside] of Object.entries(value)) {
    const found = isReserved(key) ? key : reservedKeyIn(inside);
    if (found !== undefined) return found;
  }
  return undefined;
}

function refused(reason: string): ParsedEvent {
  return { kind: "refused", reason };
}

function describe(error: z.ZodError, enveloped: boolean): string {
  const issue = error.issues[0] && innermost(error.issues[0]);
  const path = [...(enveloped ? ["detail"] : []), ...(issue?.path ?? [])].join(".");
  return `${path === "" ? "event" : path}: ${issue?.message ?? "not an event"}`;
}

type Issue = Pick<z.core.$ZodIssue, "path" | "message">;

/** Of a choice between forms, what is wrong inside the one that was meant: that got furthest. */
function innermost(issue: z.core.$ZodIssue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inside = issue.errors.flatMap(([first]) => (first === undefined ? [] : [innermost(first)]));
  const furthest = inside.toSorted((a, b) => b.path.length - a.path.length)[0];
  if (furthest === undefined || furthest.path.length === 0) return issue;
  return { path: [...issue.path, ...furthest.path], message: furthest.message };
}

/** What a value is, without telling it. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? `a text of ${value.length} characters` : `a ${typeof value}`;
}

function toEvent(
  body: z.infer<typeof detail>,
  detailType: string | undefined,
  envelopeTime: unknown,
  now: Instant,
): ParsedEvent {
  const type = detailType ?? body.type;
  if (type === undefined) return refused("event: no type (detail-type, or type in JSON Lines)");
  if (isDerived(type))
    return refused(`type: "${type}" is what Sojourn says itself; choose another`);
  const said = body.at ?? (typeof envelopeTime === "string" ? envelopeTime : undefined);
  const at = said === undefined ? now : parseInstant(said);
  if (at === undefined)
    return refused(`at: "${said}" is no time with a zone, such as 2026-01-31T10:00:00Z`);
  if (at > now + clockAhead) return refused(`at: ${formatInstant(at)} is over 10 minutes ahead`);
  if (at < now - oldest) return refused(`at: ${formatInstant(at)} is over 5 years back`);
  const properties = flatten(body.properties ?? {});
  if (typeof properties === "string") return refused(properties);
  const { customer: who } = body;
  if (typeof who === "string") {
    return { kind: "event", event: { id: body.id, type, customer: who, at, properties } };
  }
  const profile = profileOf(who);
  if (typeof profile === "string") return refused(profile);
  const event = { id: body.id, type, customer: who.id, at, properties };
  return { kind: "event", event: profile === undefined ? event : { ...event, profile } };
}

function isStorable(magnitude: number): boolean {
  return magnitude >= 1e-130 && magnitude < 1e126;
}

/** Plain values and lists of them; what is nested deeper stays with the producer. */
function flatten(from: Readonly<Record<string, unknown>>): Properties | string {
  const properties: Record<string, Properties[string]> = {};
  for (const [name, value] of Object.entries(from)) {
    const parsed = values.safeParse(value);
    if (parsed.success) properties[name] = parsed.data;
    else if (typeof value === "number") {
      return `properties.${name}: ${value} is too large or too small to keep`;
    } else if (typeof value === "string") {
      return `properties.${name}: a text of ${value.length} characters, at most 1024`;
    }
  }
  return properties;
}

function profileOf(who: z.infer<typeof customer>): Profile | undefined | string {
  const { id: _, consents, ...rest } = who;
  if (Object.keys(rest).length === 0 && consents === undefined) return undefined;
  if (rest.zone !== undefined && !isKnownZone(rest.zone)) {
    return `customer.zone: no time zone "${rest.zone}"`;
  }
  if (consents === undefined) return rest;
  const judged: Record<string, NonNullable<Profile["consents"]>[string]> = {};
  for (const [scope, word] of Object.entries(consents)) {
    const { at: said, ...consent } = typeof word === "boolean" ? { given: word } : word;
    const at = said === undefined ? undefined : parseInstant(said);
    if (said !== undefined && at === undefined)
      return `customer.consents.${scope}.at: "${said}" is no time`;
    judged[scope] = at === undefined ? consent : { ...consent, at };
  }
  return { ...(rest as Profile), consents: judged };
}
