import type { AttributeValue, Customer } from "../customers/customer.ts";
import type { Enrollment } from "../customers/enrollment.ts";
import type { Condition } from "../definitions/condition.ts";
import type { RuleOfEvent } from "../definitions/entry.ts";
import type { Properties } from "../events/event.ts";
import type { Instant } from "../time/instant.ts";
import type { DateKind } from "../time/read-date.ts";
import type { DayNumber } from "../time/zone.ts";
import type { Tracks, WantedFigure } from "./tracks.ts";

/** What a condition is asked about. */
export interface Subject {
  readonly customer: Customer;
  readonly now: Instant;
  /** Today in the shop's zone. */
  readonly today: DayNumber;
  /** The shop's. */
  readonly zone: string;
  readonly enrollment?: Enrollment | undefined;
  /** Properties of the event that started the enrollment. */
  readonly trigger?: Properties | undefined;
}

export type Check = (subject: Subject) => boolean;

/** The value of a computed attribute; undefined where there is none. */
export type ComputedValue = (subject: Subject) => AttributeValue | undefined;

/** Why there is no value though there are events; undefined where there is one, or no event. */
export type WhyNone = (subject: Subject) => string | undefined;

/** The figure that a condition counts since entry. */
export interface AskedSince extends RuleOfEvent {
  /** The figure that counts such events of any key. */
  readonly figure: WantedFigure;
  /** Where the enrollment keeps the count. */
  readonly place: string;
}

/** What compiling needs beside the condition. */
export interface CompileContext {
  readonly tracks: Tracks;
  readonly segment: (name: string) => Condition | undefined;
  /** @default there are none */
  readonly computed?: (name: string) => ComputedValue | undefined;
  /** Why a computed attribute has no value where it has none. @default nobody knows */
  readonly whyNone?: (computed: string) => WhyNone | undefined;
  /** The conditions that a computed attribute hangs on. @default none */
  readonly behind?: (computed: string) => readonly Condition[];
  /** How `settings.attributes` says that an attribute is read. @default as the rule reads it */
  readonly readAs?: (attribute: string) => DateKind | undefined;
  /** Told of a segment of which is asked who was in it, and for how many days back. */
  readonly wasIn?: (segment: string, days: number) => void;
  /** Told of everything that is counted since entry. */
  readonly sinceEntry?: (asked: AskedSince) => void;
  /** The property that the rules of a journey with an entry key compare. @default none */
  readonly key?: string | undefined;
}

/** All of them; two or three are common, so they are chained without an array. */
export function allOf(checks: readonly Check[]): Check {
  const [a, b, c] = checks;
  if (checks.length === 1 && a) return a;
  if (checks.length === 2 && a && b) return (subject) => a(subject) && b(subject);
  if (checks.length === 3 && a && b && c) return (s) => a(s) && b(s) && c(s);
  return (subject) => {
    for (const check of checks) if (!check(subject)) return false;
    return true;
  };
}
