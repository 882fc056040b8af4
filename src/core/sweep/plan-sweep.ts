import type { Definitions } from "../definitions/definitions.ts";
import { currentMeaning } from "../definitions/meaning.ts";
import { DAY, HOUR, type Instant, MINUTE } from "../time/instant.ts";
import { instantOf, localDay } from "../time/zone.ts";
import { mostResumed, type SweepAsk, type SweepLease, type SweepPass } from "./sweep-lease.ts";
import type { SweepSettings } from "./sweep-settings.ts";

export type SweepPlan =
  /** Another is at it. */
  | { readonly kind: "busy" }
  /** This execution has it already: it asks again since the answer was lost. */
  | { readonly kind: "held"; readonly pass: SweepPass }
  /** The process that swept is gone: go on from where its slices stopped. */
  | { readonly kind: "resume"; readonly pass: SweepPass }
  | { readonly kind: "start"; readonly evaluate: boolean }
  /** Only where a run is under way: else nobody waits whom a timer could have missed. */
  | { readonly kind: "start-if-under-way" }
  | { readonly kind: "nothing" };

export interface SweepQuestion {
  readonly now: Instant;
  /** Name of the execution that asks. */
  readonly holder: string;
  /** Undefined: the schedule's hourly look whether something is due. */
  readonly ask: SweepAsk | undefined;
  readonly settings: SweepSettings;
  /** Whether an evaluation could find anything. */
  readonly evaluable: boolean;
}

/** An overdue wake is late by so much at most. */
const overdueEvery = 4 * HOUR;

/** A pass may have been asked for between two looks: half a turn early counts as overdue. */
const slack = 30 * MINUTE;

/** The schedule looks at every whole hour of UTC, up to a minute late (lib/customer-sweep.ts). */
const lookEvery = HOUR;

/** The function's clock may be behind the Scheduler's: a look that begins at 12:59:59 is that of 13:00. */
const clockBehind = MINUTE;

/** When the schedule looks next whether something is due. */
export function nextLook(now: Instant): Instant {
  return (Math.floor(now / lookEvery) + 1) * lookEvery;
}

/** What an execution of the sweep is to do now. */
export function planSweep(lease: SweepLease, question: SweepQuestion): SweepPlan {
  const { now, holder, ask, evaluable } = question;
  const { pass } = lease;
  if (pass !== undefined) {
    if (pass.holder === holder) return { kind: "held", pass };
    if (now < pass.until) return { kind: "busy" };
    // Who asks wants all customers looked at from now on, not the rest of what broke off.
    if (ask !== undefined) return { kind: "start", evaluate: ask === "evaluate" || pass.evaluate };
    if (pass.resumed < mostResumed) return { kind: "resume", pass };
    // What it has said of customers and not told is told by one that looks at all of them again.
    if (pass.evaluate) return { kind: "start", evaluate: true };
  }
  if (ask !== undefined) return { kind: "start", evaluate: ask === "evaluate" };
  if (evaluable && isEvaluationDue(lease, now, question.settings))
    return { kind: "start", evaluate: true };
  return planOverdue(lease, now);
}

/**
 * Whether a look is to evaluate all customers. Passes belong to fixed hours of UTC (`every` 6h: 00,
 * 06, 12, 18), so that a stage and `sojourn run` evaluate at the same ones whenever they began.
 */
export function isEvaluationDue(
  { evaluated, meaning }: Pick<SweepLease, "evaluated" | "meaning">,
  now: Instant,
  { everyHours, at, zone }: Pick<SweepSettings, "everyHours" | "at" | "zone">,
): boolean {
  // The first pass under a new meaning tells nothing: the sooner it comes, the less is left untold.
  if (evaluated === undefined || meaning !== currentMeaning) return true;
  if (everyHours < 24) {
    const every = everyHours * HOUR;
    return Math.floor((now + clockBehind) / every) > Math.floor(evaluated / every);
  }
  const today = localDay(now, zone);
  const turn = instantOf(today, at, zone);
  return evaluated < (turn <= now ? turn : instantOf(today - 1, at, zone));
}

/** Once a day whoever is under way: a start never carried out and a parked wait have no run. */
function planOverdue({ looked }: SweepLease, now: Instant): SweepPlan {
  if (looked === undefined || now - looked >= DAY - slack)
    return { kind: "start", evaluate: false };
  if (now - looked >= overdueEvery - slack) return { kind: "start-if-under-way" };
  return { kind: "nothing" };
}

/** Whether an evaluation could find anything: there is a segment, or a date or inactivity to watch. */
export function isEvaluable({ segments, live }: Pick<Definitions, "segments" | "live">): boolean {
  return segments.length > 0 || [...live.values()].some(({ entry }) => entry.trigger !== undefined);
}
