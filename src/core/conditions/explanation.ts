import type { Subject } from "./subject.ts";

/** Why a condition holds of a customer or does not, part by part as it is written. */
export interface Explanation {
  readonly holds: boolean;
  /** What is asked: "tier is 普通会员", "all of". */
  readonly asked: string;
  /** The figure or value that was found; none where the parts tell it. */
  readonly found?: string;
  readonly parts?: readonly Explanation[];
}

export type Explain = (subject: Subject) => Explanation;
export type Telling = (subject: Subject) => Omit<Explanation, "holds">;
