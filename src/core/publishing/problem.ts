import { printReason, type Reason, type ReasonCode } from "../reasons/reason.ts";

/**
 * error: the file is refused · waiting: it names a file that is not there, or not good, yet ·
 * preparing: it asks for figures that are being filled in from history · advice: it goes live, but
 * look at this.
 */
export type Severity = "error" | "waiting" | "preparing" | "advice";

/** What is wrong in a file, for the person who wrote it. */
export interface Problem {
  /** Such as `journeys/winback.json`. */
  readonly path: string;
  /** Such as `steps[2].template` or `line 3, column 7`; empty when it is the file as a whole. */
  readonly place: string;
  readonly severity: Severity;
  /** A plain sentence without its full stop, `nearest` included. */
  readonly message: string;
  /** The code and the parameters of `message` in the catalogue; absent where it has none yet. */
  readonly code?: ReasonCode;
  readonly params?: Reason["params"];
  /** What stands there, cut short. */
  readonly found?: string;
  /** What would fit. */
  readonly wanted?: string;
  /** The valid word that was probably meant. */
  readonly nearest?: string;
  /** The other file it is about: `templates/winback-offer`, `settings.json`; a waiting one waits for it. */
  readonly names?: string;
}

/** `journeys/winback.json · steps[2].template`. */
export function placeInFile({ path, place }: Problem): string {
  return place === "" ? path : `${path} · ${place}`;
}

/** `journeys/winback.json · steps[2].template: no template "winback-offr"; did you mean …?` */
export function describeProblem(problem: Problem): string {
  const advice = problem.severity === "advice" ? " (advice)" : "";
  return `${placeInFile(problem)}${advice}: ${problem.message}`;
}

/** Whether the file can't go live as it is. */
export function isBlocking({ severity }: Pick<Problem, "severity">): boolean {
  return severity !== "advice";
}

/** A problem without its path: what the checks of one file give. */
export type Finding = Omit<Problem, "path">;

export function error(place: string, message: string, more?: Partial<Finding>): Finding {
  return { place, severity: "error", message, ...more };
}

export function advice(place: string, message: string): Finding {
  return { place, severity: "advice", message };
}

/** A problem whose sentence is in the catalogue. */
export function problemOf(
  severity: Severity,
  place: string,
  why: Reason,
  more?: Partial<Finding>,
): Finding {
  return {
    place,
    severity,
    message: printReason(why),
    code: why.code,
    params: why.params,
    ...more,
  };
}
