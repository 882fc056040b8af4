import type { DefinitionSet } from "../definitions/definitions.ts";
import type { Journey } from "../definitions/journey.ts";
import { defaultAddresses } from "../definitions/settings.ts";
import type { SavedFile } from "../ports.ts";
import type { Instant } from "../time/instant.ts";
import { nameSteps } from "../turns/name-steps.ts";
import { type Candidate, findCandidates, listCandidates } from "./candidates.ts";
import { noSettings } from "./chosen-set.ts";
import { describeDeleted, describeLive, describeRefused } from "./describe-verdict.ts";
import { readFilePath } from "./file-path.ts";
import { nextSet } from "./next-set.ts";
import { isBlocking, type Problem, type Severity } from "./problem.ts";
import { readDefinitions, type StageFacts } from "./read-definitions.ts";
import { type Backlog, settlePrepared } from "./settle-prepared.ts";
import type { Settled } from "./settle-units.ts";
import type { Verdict } from "./verdict.ts";
import { walkSteps } from "./walk-steps.ts";

export interface PublishPlan {
  /** What goes live, of rev `live.rev + 1`; undefined when nothing changes. */
  readonly next?: DefinitionSet;
  /** One for every definition and for every file that is none. */
  readonly verdicts: readonly Verdict[];
}

/**
 * Decides what the newest saves make live (DESIGN §7). A set that arrives file by file goes live
 * when it is whole; of a file that is not good its last good version stays; a change that would
 * break what stays is refused.
 * @param saved the newest save of every path
 */
export function planPublish({
  files: saved,
  live,
  now,
  stage,
  ...backlog
}: Backlog & {
  readonly files: readonly SavedFile[];
  readonly live: DefinitionSet | undefined;
  readonly now: Instant;
  /** @default none is at hand */
  readonly stage?: StageFacts;
}): PublishPlan {
  const deleted = saved.filter((file) => file.deleted === true).map(({ path }) => path);
  const kept = saved.filter((file) => file.deleted !== true);
  const texts = new Map(kept.map(({ path, text, notUtf8 }) => [path, notUtf8 ?? text]));
  const addresses = defaultAddresses(live?.settings);
  const read = readDefinitions(texts, { ...stage, addresses });
  const candidates = findCandidates(read, deleted, live);
  const settled = settlePrepared(candidates, live, now, backlog);
  const next = nextSet(settled.set, live, now, settled.figures);
  const whole = next ?? live;
  const verdicts = listCandidates(candidates).flatMap(([unit, candidate]) =>
    judge(unit, candidate, settled, live, whole),
  );
  const strays = read.strays.map((problem): Verdict => {
    const text = "Refused: nothing is published from here.";
    return { path: problem.path, verdict: "refused", problems: [problem], text };
  });
  const removed = deleted
    .filter((path) => readFilePath(path).kind === "unknown")
    .map((path): Verdict => ({ path, verdict: "deleted", problems: [], text: "Deleted." }));
  return { ...(next !== undefined && { next }), verdicts: [...verdicts, ...strays, ...removed] };
}

function judge(
  unit: string,
  candidate: Candidate<unknown>,
  { turnedDown, said }: Settled,
  live: DefinitionSet | undefined,
  whole: DefinitionSet | undefined,
): Verdict[] {
  const { path, change, saved, problems: own } = candidate;
  if (change === "none" && !saved && candidate.live === undefined) return [];
  const version = versionOf(unit, whole);
  const about = { path, ...(version !== undefined && { version }) };
  const reasons = turnedDown.get(unit) ?? (own.some(isBlocking) ? own : undefined);
  if (reasons !== undefined) return [refuse(unit, about, reasons, candidate, live)];
  if (change === "gone") {
    return [{ path, verdict: "deleted", problems: [], text: describeDeleted(unit, whole) }];
  }
  if (whole === undefined) {
    return [refuse(unit, about, [{ path, ...noSettings() }], candidate, live)];
  }
  const advised: readonly Problem[] = [...own, ...(said.get(unit) ?? [])];
  const text = describeLive(unit, whole);
  const verdict = change === "new" ? "live" : "unchanged";
  return [{ ...about, verdict, problems: advised, text, ...namedSteps(unit, whole) }];
}

function refuse(
  unit: string,
  about: Pick<Verdict, "path" | "version">,
  problems: readonly Problem[],
  candidate: Candidate<unknown>,
  live: DefinitionSet | undefined,
): Verdict {
  const verdict = verdictOn(problems.filter(isBlocking).map(({ severity }) => severity));
  const text = describeRefused(unit, verdict, candidate, problems, live);
  return { ...about, verdict, problems, text };
}

function verdictOn(reasons: readonly Severity[]): "refused" | "waiting" | "preparing" {
  if (reasons.includes("error")) return "refused";
  return reasons.includes("preparing") ? "preparing" : "waiting";
}

function journeyOf(unit: string, set: DefinitionSet | undefined) {
  const name = unit.startsWith("journeys/") ? unit.slice("journeys/".length) : undefined;
  return set?.journeys.find((one) => one.live && one.journey.name === name);
}

function versionOf(unit: string, set: DefinitionSet | undefined): number | undefined {
  return journeyOf(unit, set)?.version;
}

/** What the engine calls the steps that have no id, for whoever reads a record of a customer. */
function namedSteps(unit: string, set: DefinitionSet): Pick<Verdict, "named"> {
  const journey: Journey | undefined = journeyOf(unit, set)?.journey;
  if (journey === undefined) return {};
  const ids = nameSteps(journey.steps);
  const named = walkSteps(journey.steps).flatMap(({ step, place }) =>
    step.id === undefined ? [[place, ids.get(step) ?? step.do] as const] : [],
  );
  return named.length === 0 ? {} : { named: Object.fromEntries(named) };
}
