import type { Compared } from "../conditions/split-where.ts";
import type { Test } from "../conditions/value-test.ts";
import type { MatchedBy } from "../customers/matches.ts";
import type { Properties } from "../events/event.ts";

/** A rule on events: their type and what they have to say. */
export interface EventRule {
  readonly event: string;
  /** Tests the event's own properties. */
  readonly test: Test<Properties>;
  /** The figure that counts such events of any key and remembers the newest own time. */
  readonly track: string;
  /** What is compared with the event that started the run; none of a version of the first rules. */
  readonly compared: readonly Compared[];
  /** Names it in a customer's list of matches (`Customer.matches`): rules that ask the same share it. */
  readonly id: string;
}

/** A figure that a condition counts since entry. */
export interface SinceRule extends EventRule {
  /** Where the enrollment keeps the count. */
  readonly place: string;
}

/** A rule as customers keep its matches. */
export interface MatchedRule extends MatchedBy {
  readonly track: string;
}
