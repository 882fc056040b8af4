import type { AttributeValue, Customer } from "../customers/customer.ts";
import type { IssuedOffer } from "../customers/enrollment.ts";
import type { Settings } from "../definitions/settings.ts";
import type { Template, TemplateHeader } from "../definitions/template.ts";
import type { Properties } from "../events/event.ts";
import type { Nested } from "../events/nested.ts";
import type { Instant } from "../time/instant.ts";
import { formatTimeOfDay } from "../time/local-clock.ts";
import { readDate } from "../time/read-date.ts";
import { formatDay, localTime } from "../time/zone.ts";
import type { MessageOrder } from "./message.ts";

/** Properties of an event, those that are nested included. */
export type EventValues = Readonly<Record<string, Properties[string] | Nested[string]>>;

/** Everything that a message is made of. */
export interface MessageFacts {
  readonly template: Template;
  readonly message: MessageOrder;
  readonly customer: Customer;
  /** What the event said that started the enrollment, nested values included. */
  readonly trigger: EventValues;
  readonly settings: Settings;
  /** The customer's value of a computed attribute. @default none has one */
  readonly computed?: (name: string) => AttributeValue | undefined;
  /** Undefined for transactional purposes. */
  readonly optOutUrl: string | undefined;
}

/** What `offer.…` may say. */
export const offerVariables = ["code", "name", "value", "expires"] as const;
/** What `message.…` may say. `created` is what "now" means in a template. */
export const messageVariables = ["id", "created"] as const;

/** What a template sees: its declared variables and what is built in, nothing else. */
export function messageValues(facts: MessageFacts): Record<string, unknown> {
  const { template, message, customer, trigger, settings, computed, optOutUrl } = facts;
  const zone = customer.zone ?? settings.zone;
  const sources: Record<string, Readonly<Record<string, unknown>>> = {
    customer: withDays(customer.attributes, settings, zone),
    event: withoutNulls(trigger) as EventValues,
    offer: offerValues(message.offer, zone),
    computed: Object.fromEntries(
      computedIn(template.header).map((name) => [name, computed?.(name)]),
    ),
  };
  const values: Record<string, Record<string, unknown>> = {
    customer: {},
    event: {},
    offer: {},
    computed: {},
  };
  for (const [variable, { default: stated }] of Object.entries(template.header.variables ?? {})) {
    const [root = "", field = ""] = variable.split(/\.(.*)/s);
    const source = sources[root] ?? {};
    const known = Object.hasOwn(source, field) ? source[field] : undefined;
    const value = isBlank(known) ? stated : known;
    const group = values[root];
    if (value !== undefined && group !== undefined) group[field] = value;
  }
  return {
    ...values,
    shop: settings.shop ?? {},
    message: { id: message.id, created: localText(message.created, zone) },
    ...(optOutUrl !== undefined && { unsubscribeUrl: optOutUrl }),
  };
}

/** A part of an item that is null is missing, as it is at the top: it is never printed as nothing. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(parts.map(([name, part]) => [name, withoutNulls(part)]));
}

/**
 * Attributes that settings.json calls days are printed as the day that every rule reads: the one that is
 * written, whatever time and offset stand behind it.
 */
function withDays(
  attributes: Customer["attributes"],
  { attributes: kinds = {} }: Settings,
  zone: string,
): Customer["attributes"] {
  const days = Object.entries(kinds).flatMap(([name, kind]) => {
    const text = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (kind !== "day" || typeof text !== "string") return [];
    const read = readDate(text, { rule: "days", as: "day", zone });
    return read === undefined ? [] : [[name, formatDay(read.day)] as const];
  });
  return days.length === 0 ? attributes : { ...attributes, ...Object.fromEntries(days) };
}

/** The computed attributes that a template shows. */
export function computedIn({ variables = {} }: TemplateHeader): string[] {
  return Object.keys(variables).flatMap((variable) =>
    variable.startsWith(computedRoot) ? [variable.slice(computedRoot.length)] : [],
  );
}

const computedRoot = "computed.";

/**
 * An empty text is as good as no value: nobody is greeted with "Hello ,". An empty list is a value:
 * `for … else` says what to print then.
 */
function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "string" && value.trim() === "";
}

function offerValues(offer: IssuedOffer | undefined, zone: string): Record<string, unknown> {
  if (offer === undefined) return {};
  const { code, offer: name, value, expires } = offer;
  return { code, name, value, expires: localText(expires, zone) };
}

/** "2026-01-12 09:00" on the wall clock of the zone. */
function localText(at: Instant, zone: string): string {
  const { day, minute } = localTime(at, zone);
  return `${formatDay(day)} ${formatTimeOfDay(minute)}`;
}
