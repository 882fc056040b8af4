import { compileDefinitions } from "../definitions/compile-definitions.ts";
import type { DefinitionSet, PreparedFigure } from "../definitions/definitions.ts";
import type { Instant } from "../time/instant.ts";
import { type Candidates, listCandidates } from "./candidates.ts";
import { describeFigure } from "./describe-figure.ts";
import { nextSet } from "./next-set.ts";
import { prepareFigures } from "./prepare-figures.ts";
import { error, type Problem } from "./problem.ts";
import { type Settled, settleUnits } from "./settle-units.ts";

export interface SettledAndPrepared extends Settled {
  /** Figures to be counted beside those of what goes live, or still to be filled in. */
  readonly figures: readonly PreparedFigure[];
}

export interface Backlog {
  /**
   * Whether there is no customer yet: then nothing is held back, and what the first seconds bring,
   * while functions know older definitions, is filled in all the same. @default false
   */
  readonly nobody?: boolean | undefined;
  /** Customers whose history has been gone through so far. */
  readonly filled?: number | undefined;
}

/**
 * Settles what goes live; a change that asks for figures which nothing live has counted is held back
 * until they are filled in from history. Before the first publish there is no history.
 */
export function settlePrepared(
  all: Candidates,
  live: DefinitionSet | undefined,
  now: Instant,
  { nobody = false, filled }: Backlog,
): SettledAndPrepared {
  if (live === undefined) return { ...settleUnits(all, live, now), figures: [] };
  const publish = { rev: live.rev + 1, at: now };
  const heldBack = new Map<string, Problem[]>(nobody ? [] : keepZone(all, live));
  let wanted: readonly PreparedFigure[] | undefined;
  for (;;) {
    const settled = settleUnits(all, live, now, heldBack);
    const set = nextSet(settled.set, live, now) ?? live;
    const { figures, preparing, underWay } = prepareFigures(set, live, publish);
    wanted ??= figures;
    if (preparing.size === 0 || nobody) {
      const goingLive = new Set(figures.filter(({ ready }) => ready).map(({ id }) => id));
      const kept = [...wanted, ...underWay].filter(({ id }) => !goingLive.has(id));
      return { ...settled, figures: kept.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
    }
    holdBack(all, { settled, preparing, filled }, heldBack);
  }
}

type Preparing = ReadonlyMap<string, readonly PreparedFigure[]>;

/** The changes that ask for a figure; where only what stays does, since something it names changes, all. */
function holdBack(
  all: Candidates,
  {
    settled: { turnedDown },
    preparing,
    filled,
  }: { settled: Settled; preparing: Preparing; filled: number | undefined },
  heldBack: Map<string, Problem[]>,
): void {
  const changing = listCandidates(all).filter(
    ([unit, { change }]) => change === "new" && !turnedDown.has(unit),
  );
  const asking = changing.filter(([unit]) => preparing.has(unit));
  const every = new Map([...preparing.values()].flat().map((figure) => [figure.id, figure]));
  for (const [unit, { path }] of asking.length > 0 ? asking : changing) {
    const figures = preparing.get(unit) ?? [...every.values()];
    const problems = figures.map(
      (figure): Problem => ({
        path,
        place: "",
        severity: "preparing",
        message: describeFigure(figure, filled),
      }),
    );
    heldBack.set(unit, problems);
  }
}

/**
 * Figures count by days of the shop's zone: days of two zones in one figure would be wrong for as
 * long as the longest window.
 */
function keepZone({ settings }: Candidates, live: DefinitionSet): [string, Problem[]][] {
  const { change, file, path } = settings;
  const { zone } = live.settings;
  if (change !== "new" || file === undefined || file.zone === zone) return [];
  const tracks = [...compileDefinitions(live).tracks.values()].flat();
  if (tracks.every(({ days }) => days === 0)) return [];
  const message = `stays ${zone}: days that customers' events are counted by are days of this zone`;
  return [["settings.json", [{ path, ...error("zone", message, { found: file.zone }) }]]];
}
