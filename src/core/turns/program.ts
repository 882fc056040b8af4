import type { Check } from "../conditions/subject.ts";
import type { DateRule } from "../definitions/compile-date-rule.ts";
import type { EventRule } from "../definitions/event-rule.ts";
import type {
  EmitStep,
  ExitStep,
  OfferStep,
  SendStep,
  TaskStep,
  UpdateStep,
} from "../definitions/step.ts";
import type { Duration } from "../time/duration.ts";

/** A journey's steps as a turn walks them: each knows its path of ids and what comes next. */

interface At {
  /** Path of ids, such as `used/else/reminder`: the place of an enrollment. */
  readonly path: string;
  readonly id: string;
  /** Paths of the repeats that it lies in, outermost first. */
  readonly repeats: readonly string[];
  next: Node | undefined;
}

export interface SendNode extends At {
  readonly kind: "send";
  readonly step: SendStep;
  readonly purpose: string;
  readonly expires: Duration;
}
export interface WaitNode extends At {
  readonly kind: "wait";
  readonly until:
    | { readonly kind: "for"; readonly duration: Duration }
    | { readonly kind: "time"; readonly minute: number }
    | { readonly kind: "send-window" }
    | ({ readonly kind: "date"; readonly yearly: boolean } & DateRule);
  readonly otherwise: "next" | "exit";
}
export interface WaitForNode extends At {
  readonly kind: "waitFor";
  readonly rule: EventRule;
  /** Whether an event since the one that started the run counts, wherever the wait stands. */
  readonly sinceEntry: boolean;
  readonly atMost: Duration;
  readonly matched: Node | undefined;
  readonly timedOut: Node | undefined;
}
export interface BranchNode extends At {
  readonly kind: "branch";
  readonly cases: readonly {
    readonly id: string;
    readonly check: Check;
    readonly first: Node | undefined;
  }[];
  readonly otherwise: Node | undefined;
}
export interface SplitNode extends At {
  readonly kind: "split";
  readonly arms: readonly {
    readonly id: string;
    readonly weight: number;
    readonly first: Node | undefined;
  }[];
  readonly holdout: number;
}
export interface RepeatNode extends At {
  readonly kind: "repeat";
  readonly times: number;
  readonly until: Check | undefined;
  body: Node | undefined;
}
export interface UpdateNode extends At {
  readonly kind: "update";
  readonly step: UpdateStep;
}
export interface EmitNode extends At {
  readonly kind: "emit";
  readonly step: EmitStep;
}
export interface TaskNode extends At {
  readonly kind: "task";
  readonly step: TaskStep;
  readonly due: Duration;
}
export interface OfferNode extends At {
  readonly kind: "offer";
  readonly step: OfferStep;
  readonly expires: Duration;
}
export interface ExitNode extends At {
  readonly kind: "exit";
  readonly step: ExitStep;
}

export type Node =
  | SendNode
  | WaitNode
  | WaitForNode
  | BranchNode
  | SplitNode
  | RepeatNode
  | UpdateNode
  | EmitNode
  | TaskNode
  | OfferNode
  | ExitNode;

export interface Program {
  readonly first: Node | undefined;
  readonly nodes: ReadonlyMap<string, Node>;
}
