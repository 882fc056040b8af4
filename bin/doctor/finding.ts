export type Verdict = "problem" | "warning" | "unknown" | "ok";

/** In this order people read them. */
export const verdicts = ["problem", "warning", "unknown", "ok"] as const satisfies Verdict[];

/** What is looked at, and what to do about it whatever was found. */
export interface Check {
  /** What it is about, in a word or two. */
  readonly topic: string;
  readonly wanted: string;
  /** What happens to customers or the team where it is not as wanted. */
  readonly why: string;
  /** The command or the page that mends it. */
  readonly mend: string;
}

export interface Finding extends Check {
  readonly verdict: Verdict;
  readonly found: string;
}

/** One of several findings on a check: the same wish, another fact. */
export function conclude(check: Check, verdict: Verdict, found: string): Finding {
  return {
    topic: check.topic,
    verdict,
    found,
    wanted: check.wanted,
    why: check.why,
    mend: check.mend,
  };
}
