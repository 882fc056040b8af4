import type { Check } from "../conditions/subject.ts";
import type { Track } from "../conditions/tracks.ts";
import type { Test } from "../conditions/value-test.ts";
import type { Properties } from "../events/event.ts";
import type { Instant } from "../time/instant.ts";
import type { QuietRange } from "../time/quiet-hours.ts";
import type { SendWindow } from "../time/send-window.ts";
import type { DayNumber } from "../time/zone.ts";
import type { Program } from "../turns/program.ts";
import type { Journey } from "./journey.ts";
import type { Segment } from "./segment.ts";
import type { Settings } from "./settings.ts";
import type { Template } from "./template.ts";
import type { Channel } from "./words.ts";

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
  }[];
  readonly segments: readonly Segment[];
  readonly templates: readonly Template[];
}

/** An event rule: its type, its filter, and the figure that remembers its newest own time. */
export interface EventRule {
  readonly event: string;
  readonly test: Test<Properties>;
  readonly track: string;
}

export interface Goal extends EventRule {
  readonly within: number;
  readonly value: string | undefined;
}

/** One journey version, ready to run. Times in ms; shares 0..1. */
export interface CompiledJourney {
  readonly name: string;
  readonly version: number;
  readonly definition: Journey;
  readonly purpose: string;
  readonly program: Program;
  readonly entry: {
    readonly event: string;
    readonly test: Test<Properties>;
    readonly if: Check | undefined;
    readonly key: string | undefined;
  };
  /** First and last moment of entry, in the shop's zone. */
  readonly opens: Instant;
  readonly closes: Instant;
  readonly reentry: { readonly after: number; readonly atMost: number };
  readonly rollout: number;
  readonly holdout: number;
  readonly goal: Goal | undefined;
  readonly exits: readonly EventRule[];
  readonly sendWindow: SendWindow | undefined;
  readonly priority: number;
  readonly yieldWindow: number | undefined;
  readonly deferAtMost: number;
  /** Figures that conditions ask about since entry. */
  readonly sinceEntry: readonly string[];
  /** Whether any step looks at the properties of the event that started it. */
  readonly usesTrigger: boolean;
}

export interface Cap {
  readonly purpose: string | undefined;
  readonly channel: Channel | undefined;
  readonly journey: string | undefined;
  readonly atMost: number;
  readonly per: number;
  readonly overCap: "defer" | "drop";
  /** As a person says it: "at most 2 winback per 30d". */
  readonly text: string;
}

export interface CompiledSettings {
  readonly definition: Settings;
  readonly zone: string;
  readonly caps: readonly Cap[];
  /** Longest cap in ms: how far back the ledger is kept, at least a day. */
  readonly ledgerSpan: number;
  readonly holdout: number;
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
  readonly templates: ReadonlyMap<string, Template>;
  /** A version that customers may still be in. */
  journey(name: string, version: number): CompiledJourney | undefined;
  /** The newest version known here, by journey: one beyond it has been published since. */
  readonly newest: ReadonlyMap<string, number>;
  /** First moment of a day in the shop's zone is where its figures begin. */
  today(now: Instant): DayNumber;
}
