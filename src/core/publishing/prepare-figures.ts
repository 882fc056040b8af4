import type { Track } from "../conditions/tracks.ts";
import { compileDefinitions } from "../definitions/compile-definitions.ts";
import type {
  DefinitionSet,
  Definitions,
  PreparedFigure,
  Since,
} from "../definitions/definitions.ts";
import { sinceWhen } from "./since-when.ts";

/** What a set asks for that what is live does not count. */
export interface Preparation {
  readonly figures: readonly PreparedFigure[];
  /** By unit: those that are not filled in from history yet. */
  readonly preparing: ReadonlyMap<string, readonly PreparedFigure[]>;
  /** Figures that live definitions ask for already: those went live before there was a customer. */
  readonly underWay: readonly PreparedFigure[];
}

/**
 * Finds the figures that a set asks for and that nothing live has counted since customers' first
 * event. What is being filled in already goes on, unless the set asks for more of it.
 * @param publish the publish since which new ones are counted
 */
export function prepareFigures(
  wished: DefinitionSet,
  live: DefinitionSet,
  publish: Since,
): Preparation {
  const counted = tracksOf(compileDefinitions({ ...live, figures: [] }));
  const known = new Map((live.figures ?? []).map((figure) => [figure.id, figure]));
  const asked = new Map<string, { readonly figure: PreparedFigure; readonly units: Set<string> }>();
  const needed = new Set<string>();
  compileDefinitions({ ...wished, figures: [] }, (unit, { id, ...wanted }) => {
    needed.add(id);
    if (covers(counted.get(id), wanted)) return;
    const other = asked.get(id);
    const widest = {
      days: Math.max(wanted.days, other?.figure.days ?? 0),
      recent: wanted.recent || (other?.figure.recent ?? false),
    };
    const underWay = known.get(id);
    const figure: PreparedFigure = covers(underWay, widest)
      ? underWay
      : {
          ...wanted,
          ...widest,
          id,
          since: publish,
          ready: false,
          ...(counted.has(id) && { widens: true }),
        };
    asked.set(id, { figure, units: (other?.units ?? new Set()).add(unit) });
  });
  const preparing = new Map<string, PreparedFigure[]>();
  for (const { figure, units } of asked.values()) {
    if (figure.ready) continue;
    for (const unit of units) preparing.set(unit, [...(preparing.get(unit) ?? []), figure]);
  }
  const figures = [...asked.values()].map(({ figure }) => figure);
  const underWay = unreadyFigures(live).filter(
    (figure) => needed.has(figure.id) && covers(counted.get(figure.id), figure),
  );
  return { figures, preparing, underWay };
}

type Extent = Pick<Track, "days" | "recent">;

/** Whether all that is wanted of a figure is kept already. */
function covers<Kept extends Extent>(kept: Kept | undefined, wanted: Extent): kept is Kept {
  return kept !== undefined && kept.days >= wanted.days && (kept.recent || !wanted.recent);
}

function tracksOf({ tracks }: Definitions): ReadonlyMap<string, Track> {
  return new Map([...tracks.values()].flat().map((track) => [track.id, track]));
}

/**
 * A set as it goes live when no part of it may go ahead of the rest: itself, or as long as figures
 * of it are filled in, what is live, with those figures.
 */
export function prepareSet(wished: DefinitionSet, live: DefinitionSet, at: number): DefinitionSet {
  const rev = live.rev + 1;
  const { figures, preparing } = prepareFigures(wished, live, { rev, at });
  if (preparing.size === 0) {
    const { figures: _, ...set } = wished;
    return { ...set, rev, at, since: sinceWhen(wished, live, { rev, at }) };
  }
  return { ...live, rev, figures: figures.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** The figures of a set that are still to be filled in, of its publishes up to one. */
export function unreadyFigures(
  { figures = [] }: DefinitionSet,
  rev = Number.POSITIVE_INFINITY,
): PreparedFigure[] {
  return figures.filter(({ ready, since }) => !ready && since.rev <= rev);
}

/** The set, where the figures that were begun up to a publish are filled in. */
export function markReady(set: DefinitionSet, rev: number): DefinitionSet {
  if (unreadyFigures(set, rev).length === 0) return set;
  const figures = (set.figures ?? []).map((figure) =>
    figure.since.rev <= rev ? { ...figure, ready: true } : figure,
  );
  return { ...set, figures };
}
