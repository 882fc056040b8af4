import { describeProblem, isBlocking, type Problem } from "./problem.ts";

/** What became of one definition with the newest saves. */
export interface Verdict {
  /** The file it is told beside: `journeys/winback.json`, `templates/x/template.json`. */
  readonly path: string;
  /**
   * live: since this publish · unchanged: as before · waiting: for another file · preparing: for
   * figures that are being filled in from history.
   */
  readonly verdict: "live" | "unchanged" | "waiting" | "preparing" | "refused" | "deleted";
  /** The version of a journey that is entered now, if any. */
  readonly version?: number;
  readonly problems: readonly Problem[];
  /** Plain sentences: what is live now, and what happens to customers on their way. */
  readonly text: string;
  /** Names of a journey's steps that have no id of their own, by place. */
  readonly named?: Readonly<Record<string, string>>;
}

/** Where the verdict is written: `journeys/winback.report.json`. */
export function reportPath(path: string): string {
  const isDefinition =
    /^(?:settings|(?:journeys|segments|attributes)\/[^/]+|templates\/[^/]+\/template)\.json$/;
  return isDefinition.test(path) ? path.replace(/\.json$/, ".report.json") : `${path}.report.json`;
}

/**
 * The file that is written beside: for the person who saved it. It says how things are, not how
 * they came about: the same state gives the same text, so only news is written.
 */
export function reportFor(verdict: Verdict): string {
  const { path, version, problems, text, named = {} } = verdict;
  const blocking = listProblems(problems.filter(isBlocking));
  const advised = listProblems(problems.filter((problem) => !isBlocking(problem)));
  const report = {
    file: path,
    verdict: verdict.verdict === "unchanged" ? "live" : verdict.verdict,
    ...(version !== undefined && { version }),
    text,
    ...(blocking.length > 0 && { problems: blocking }),
    ...(advised.length > 0 && { advice: advised }),
    ...(Object.keys(named).length > 0 && { stepsNamedForYou: named }),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** More at once are read by nobody, and a template may have thousands of one kind. */
const mostListed = 50;

function listProblems(problems: readonly Problem[]): string[] {
  const listed = problems.slice(0, mostListed).map(describeProblem);
  const left = problems.length - listed.length;
  return left === 0 ? listed : [...listed, `and ${left} more`];
}
