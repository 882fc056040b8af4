import * as z from "zod";
import { identification } from "../customers/join-customers.ts";
import { noteOnId } from "../customers/judge-new-id.ts";
import { isDerived } from "../definitions/vocabulary.ts";
import { nearestWord } from "../publishing/nearest-word.ts";
import { readExactJson } from "../read-exact-json.ts";
import { reason } from "../reasons/reason.ts";
import { repairText } from "../text/repair-text.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";
import { clockAhead } from "../time/when.ts";
import type { CustomerEvent } from "./event.ts";
import { fitLeftOut, isObject, kindOf, placeOf, type Reading, roomOfEvent } from "./left-out.ts";
import { readNested } from "./read-nested.ts";
import { readProfile } from "./read-profile.ts";
import { readProperties } from "./read-properties.ts";

/**
 * An event from outside, as text: EventBridge's envelope around our `detail`, or the flat form of
 * JSON Lines files. Bad ones are values with a reason for the dead-letter queue: only a bad id, type,
 * own time or customer makes one. What else can't be read is left out and told in `leftOut`.
 */
export type ParsedEvent =
  | { readonly kind: "event"; readonly event: CustomerEvent }
  | { readonly kind: "refused"; readonly reason: string };

/** What an SQS message holds, and a line of a file. */
const longestText = 1024 * 1024;
/** Older than this is history to import, not an event (DESIGN §5). */
export const mostAge = 5 * 365.25 * 86_400_000;

/**
 * Says what was found and wanted where one of several forms may stand: zod says only "Invalid
 * input".
 */
const wanted = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `found ${kindOf(input)}; wanted ${what}`,
});

const text = z.string().min(1).max(256);
/** Shops that number their customers and orders send numbers; ids are texts here. */
const identity = z.union(
  [text, z.number().int().transform(String)],
  wanted("an id: a text of 1 to 256 characters, or a whole number"),
);
const moment = z.string().max(40);

/** All else that it says decorates the fact: {@link readProfile} reads what it can. */
const customer = z.object({ id: identity });

const detail = z.object({
  id: identity,
  type: text.nullish(),
  at: moment.nullish(),
  customer: z.union(
    [identity, customer],
    wanted("the shop's id of the customer, or an object with it as id"),
  ),
  properties: z.unknown().optional(),
  emittedBy: z.unknown().optional(),
});

/** `<enrollment>#<ref>` of a turn (src/core/hash.ts). Anything else that stands there is not ours. */
const turnName = /^[a-z2-7]{16}-[a-z2-7]{13}#\d{1,9}-[a-z2-7]{1,13}$/;

/**
 * @param now when it is accepted: own times over 10 minutes ahead or 5 years back are refused
 */
export function parseEvent(source: string, now: Instant): ParsedEvent {
  if (source.length > longestText) {
    return refused(`an event is at most 1 MB; this one has ${Math.ceil(source.length / 1024)} KB`);
  }
  const read = readExactJson(source);
  if ("problem" in read) return refused(`${read.problem}: ${source.slice(0, 60)}`);
  return parseEventBody(read.value, now);
}

/** The same of what was read already. */
export function parseEventBody(body: unknown, now: Instant): ParsedEvent {
  if (typeof body !== "object" || body === null) return refused("not a JSON object");
  const { value: envelope, places } = repairText(body as Record<string, unknown>);
  const type = envelope["detail-type"];
  const said = type === undefined ? envelope : envelope["detail"];
  const parsed = detail.safeParse(said);
  if (!parsed.success) return refused(describe(parsed.error, type !== undefined));
  const read = readEssentials(
    parsed.data,
    typeof type === "string" ? type : undefined,
    envelope["time"],
    now,
  );
  if (typeof read === "string") return refused(read);
  const repaired = places.map((path) => placeOf(...(path[0] === "detail" ? path.slice(1) : path)));
  const broken = repaired.find((place) => isIdOf(read, place));
  if (broken !== undefined) return refused(`${broken}: ${halfInId}`);
  return { kind: "event", event: decorate(read, said as Said, repaired, now) };
}

/** Repaired, two ids that were cut could become one. */
const halfInId =
  "half a character (a lone surrogate), as an id has that was cut within an emoji; send it whole";

/** Whether an id stands there, of the event or of a customer. */
function isIdOf({ type }: Essentials, place: string): boolean {
  if (place === "properties.anonymous") return type === identification;
  return ["id", "customer", "customer.id"].includes(place);
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

/**
 * The issue inside the form that was meant, where several may stand: the one that was read
 * furthest.
 */
function innermost(issue: z.core.$ZodIssue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inside = issue.errors.flatMap(([first]) => (first === undefined ? [] : [innermost(first)]));
  const furthest = inside.toSorted((a, b) => b.path.length - a.path.length)[0];
  if (furthest === undefined || furthest.path.length === 0) return issue;
  return { path: [...issue.path, ...furthest.path], message: furthest.message };
}

type Essentials = Pick<CustomerEvent, "id" | "type" | "customer" | "at" | "emittedBy">;

/** @returns in words why it is no event */
function readEssentials(
  body: z.infer<typeof detail>,
  detailType: string | undefined,
  envelopeTime: unknown,
  now: Instant,
): Essentials | string {
  const type = detailType ?? body.type ?? undefined;
  if (type === undefined) return "event: no type (detail-type, or type in JSON Lines)";
  if (isDerived(type)) return `type: "${type}" is what Sojourn says itself; choose another`;
  const said = body.at ?? (typeof envelopeTime === "string" ? envelopeTime : undefined);
  const at = said === undefined ? now : parseInstant(said);
  if (at === undefined) return `at: "${said}" is no time with a zone, such as 2026-01-31T10:00:00Z`;
  if (at > now + clockAhead) return `at: ${formatInstant(at)} is over 10 minutes ahead`;
  if (at < now - mostAge) return `at: ${formatInstant(at)} is over 5 years back`;
  const { id, customer: who, emittedBy } = body;
  const isNamed = typeof emittedBy === "string" && turnName.test(emittedBy);
  const customer = typeof who === "string" ? who : who.id;
  return { id, type, customer, at, ...(isNamed && { emittedBy }) };
}

type Said = z.input<typeof detail> & Readonly<Record<string, unknown>>;

/**
 * With what it says beside the fact, as it stands in the text: no schema has copied its keys.
 * @param repaired places where a text held half a character
 */
function decorate(
  essentials: Essentials,
  said: Said,
  repaired: readonly string[],
  now: Instant,
): CustomerEvent {
  const { properties: all, customer: who } = said;
  const note = noteOnId(essentials.customer);
  const halves = repaired.map((place) => reason("half-character", { place }));
  const notes = note === undefined ? halves : [note, ...halves];
  const reading: Reading = { at: essentials.at, now, leftOut: notes, room: roomOfEvent };
  const profile = isObject(who) ? readProfile(who, reading) : undefined;
  const properties = readProperties(all, reading);
  const nested = readNested(all, reading);
  tellMisspelt(said, reading);
  const { leftOut } = reading;
  return {
    ...essentials,
    properties,
    ...(nested !== undefined && { nested }),
    ...(profile !== undefined && { profile }),
    ...(leftOut.length > 0 && { leftOut: fitLeftOut(leftOut) }),
  };
}

/**
 * A field that is likely a misspelt one, where that one is missing: all properties would be lost
 * without a word. Other fields are the shop's own affair, and told by nobody.
 */
function tellMisspelt(said: Said, { leftOut }: Reading): void {
  const missing = ["properties", "at"].filter((field) => said[field] === undefined);
  for (const name of Object.keys(said).filter((one) => !Object.hasOwn(detail.shape, one))) {
    const nearest = nearestWord(name, missing);
    if (nearest === undefined) continue;
    leftOut.push(reason("left-out-unknown", { place: placeOf(name), nearest }));
  }
}
