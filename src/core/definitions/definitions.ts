import type { Computed } from "../attributes/compile-attributes.ts";
import type { Model } from "../attributes/model.ts";
import type { Channel } from "../channels/channels.ts";
import type { Check, CompileContext } from "../conditions/subject.ts";
import type { Track, WantedFigure } from "../conditions/tracks.ts";
import type { Test } from "../conditions/value-test.ts";
import type { AddressRule } from "../customers/merge-addresses.ts";
import type { Properties } from "../events/event.ts";
import type { CalendarPeriod } from "../time/calendar-period.ts";
import type { Duration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import type { QuietRange } from "../time/quiet-hours.ts";
import type { DateKind } from "../time/read-date.ts";
import type { SendWindow } from "../time/send-window.ts";
import type { DayNumber } from "../time/zone.ts";
import type { Program } from "../turns/program.ts";
import type { Attribute } from "./attribute.ts";
import type { DateRule } from "./compile-date-rule.ts";
import type { EventRule, MatchedRule, SinceRule } from "./event-rule.ts";
import type { Journey } from "./journey.ts";
import type { Segment, TagChange } from "./segment.ts";
import type { Settings } from "./settings.ts";
import type { Template } from "./template.ts";

/** What has been published, as files say it: the input of {@link compileDefinitions}. */
export interface DefinitionSet {
  /** Rises with every publish that changes something. */
  readonly rev: number;
  readonly settings: Settings;
  /** Every version that customers may still be in; `live` marks the one that is entered. */
  readonly journeys: readonly {
    readonly journey: Journey;
    readonly version: number;
    readonly live: boolean;
    /**
     * The rules that it was published under. The catalog's adapters read a version that was stored
     * without a number as {@link firstRules}.
     * @default currentRules
     */
    readonly rules?: number;
  }[];
  readonly segments: readonly Segment[];
  readonly templates: readonly Template[];
  /** Absent in sets that were published before attributes existed. */
  readonly attributes?: readonly Attribute[];
  /** What attributes have learned from all customers: a newer one comes with a set of its own rev. */
  readonly models?: readonly Model[];
  /**
   * By unit, such as `segments/dormant` or `journeys/winback`: since which publish it means what it
   * means. What a customer was before is no news then. `segments`: since when the last was let go.
   * @default from the first
   */
  readonly since?: Readonly<Record<string, Since>>;
  /** What is filled in from history for definitions that wait for it. @default none */
  readonly figures?: readonly PreparedFigure[];
  /** When it was published. @default unknown: by a version up to 0.2.0 */
  readonly at?: Instant;
}

/** A figure that is counted though nothing that is live asks for it yet. */
export interface PreparedFigure extends WantedFigure {
  /** What it is kept under in customers. */
  readonly id: string;
  /** The publish since which events are counted in it. */
  readonly since: Since;
  /** Whether all that happened before is counted in, too. */
  readonly ready: boolean;
  /** It was counted before for shorter windows: count, sum and extremes of ever are right already. */
  readonly widens?: true;
}

/** The revision of a publish, and when it was. */
export interface Since {
  readonly rev: number;
  readonly at: Instant;
}

export interface Goal extends EventRule {
  readonly within: number;
  readonly value: string | undefined;
}

/** One journey version, ready to run. Times in ms; shares 0..1. */
export interface CompiledJourney {
  readonly name: string;
  readonly version: number;
  /** The rules that it was published under: 1 before 0.3, 2 from then on; see rules.ts. */
  readonly rules: number;
  readonly definition: Journey;
  readonly purpose: string;
  readonly program: Program;
  readonly entry: {
    readonly event: string;
    readonly test: Test<Properties>;
    readonly if: Check | undefined;
    readonly key: string | undefined;
    /** What the sweep looks for, where the entry is by a date or by inactivity. */
    readonly trigger: Trigger | undefined;
    /** The segment whose members of before enter by the sweep, too. */
    readonly members: string | undefined;
  };
  /** Since when it is entered on this. */
  readonly since: Since;
  /** First and last moment of entry, in the shop's zone. */
  readonly opens: Instant;
  readonly closes: Instant;
  readonly reentry: { readonly after: Duration; readonly atMost: number };
  readonly rollout: number;
  readonly holdout: number;
  readonly goal: Goal | undefined;
  readonly exits: readonly EventRule[];
  readonly sendWindow: SendWindow | undefined;
  readonly priority: number;
  readonly yieldWindow: number | undefined;
  readonly deferAtMost: number;
  /** Figures that conditions ask about since entry. */
  readonly sinceEntry: readonly SinceRule[];
  /** All its rules; none of a version of the first rules, which looks back at figures. */
  readonly listening: readonly EventRule[];
  /** Properties of the event that started a run which its rules compare with, the entry key too. */
  readonly compares: readonly string[];
  /** Whether any step looks at the properties of the event that started it. */
  readonly usesTrigger: boolean;
}

/** What the sweep looks for at a customer, to make an event of it. */
export type Trigger =
  | ({ readonly kind: "date"; readonly every: "once" | "month" | "year" } & DateRule)
  | {
      readonly kind: "inactivity";
      readonly event: string;
      readonly test: Test<Properties>;
      readonly track: string;
      /** Ascending. */
      readonly days: readonly number[];
    };

/** A segment, ready to be settled. */
export interface CompiledSegment {
  readonly name: string;
  readonly title: string | undefined;
  readonly check: Check;
  readonly since: Since;
  readonly onEnter: TagChange | undefined;
  readonly onLeave: TagChange | undefined;
  /** For how many days it is kept that a customer was in it; 0: nobody asks. */
  readonly keepLeft: number;
}

/** What a cap counts in: a length of time up to now, in ms, or a stretch of the customer's calendar. */
export type CapSpan =
  | { readonly kind: "rolling"; readonly ms: number }
  | { readonly kind: "calendar"; readonly period: CalendarPeriod };

export interface Cap {
  readonly purpose: string | undefined;
  readonly channel: Channel | undefined;
  readonly journey: string | undefined;
  readonly atMost: number;
  readonly per: CapSpan;
  readonly overCap: "defer" | "drop";
  /** As a person says it: "at most 2 winback per 30d (rolling)". */
  readonly text: string;
}

/** After so many soft bounces within a window an address is not used any more. */
export interface SoftBounceLimit {
  readonly suppressAfter: number;
  /** In ms. */
  readonly within: number;
}

export interface CompiledSettings {
  readonly definition: Settings;
  readonly zone: string;
  readonly caps: readonly Cap[];
  /** Longest cap in ms: how far back the ledger is kept, at least a day. */
  readonly ledgerSpan: number;
  readonly holdout: number;
  readonly softBounces: SoftBounceLimit;
  /** The effect of an event's `addresses` on a channel's list. */
  readonly addresses: AddressRule;
  /** How `settings.attributes` says that an attribute is read; undefined: as the rule reads it. */
  readAs(attribute: string): DateKind | undefined;
  isTransactional(purpose: string): boolean;
  /** Quiet hours of a channel for customers of a country. */
  quietHours(channel: Channel, country: string | undefined): readonly QuietRange[];
}

/** Everything that the core decides by: immutable, compiled once per publish. */
export interface Definitions {
  readonly rev: number;
  readonly settings: CompiledSettings;
  readonly live: ReadonlyMap<string, CompiledJourney>;
  /** Live journeys by the type of event that they are entered on. */
  readonly entriesOn: ReadonlyMap<string, readonly CompiledJourney[]>;
  readonly tracks: ReadonlyMap<string, readonly Track[]>;
  /** By event type: the rules of journeys whose matches customers keep for some days. */
  readonly matched: ReadonlyMap<string, readonly MatchedRule[]>;
  /** Since when such matches are kept as this set has it; undefined: since a version up to 0.2.0. */
  readonly published: Instant | undefined;
  /** What customers' figures may be kept under; all others are nobody's any more. */
  readonly figureIds: ReadonlySet<string>;
  /** The newest publish that has figures to be filled in from history; 0: none has. */
  readonly preparedRev: number;
  readonly templates: ReadonlyMap<string, Template>;
  /** Computed attributes by name, the scores of RFM among them. */
  readonly computed: ReadonlyMap<string, Computed>;
  /** In the order that they are settled in: who looks at a tag comes after who sets it. */
  readonly segments: readonly CompiledSegment[];
  /**
   * `rev` of the last publish that changed the meaning of segments or brought learned attributes.
   */
  readonly segmentsRev: number;
  /** What conditions are compiled with, such as to explain one. */
  readonly context: CompileContext;
  /** See {@link eventValuesRead}. */
  eventValues(journey: CompiledJourney): ReadonlySet<string>;
  /** A version that customers may still be in. */
  journey(name: string, version: number): CompiledJourney | undefined;
  /** The newest version known here, by journey: one beyond it has been published since. */
  readonly newest: ReadonlyMap<string, number>;
  /** First moment of a day in the shop's zone is where its figures begin. */
  today(now: Instant): DayNumber;
}
