import { hashId } from "../hash.ts";
import { splitWhere } from "./split-where.ts";
import type { AskedSince, CompileContext } from "./subject.ts";
import type { WantedFigure } from "./tracks.ts";
import type { Window } from "./window.ts";

/** A figure that a leaf looks at. */
export type FigureOfLeaf = Omit<WantedFigure, "where"> & Pick<AskedSince, "where" | "anyKey">;

/**
 * Asks for a figure of a leaf.
 * @returns its id; of a leaf that counts since entry the place of the count in the enrollment
 */
export function wantFigureOf(
  { anyKey, ...leaf }: FigureOfLeaf,
  { kind }: Pick<Window, "kind">,
  context: CompileContext,
): string {
  const { own, compared } = splitWhere(leaf.where);
  const figure = { ...leaf, where: own };
  const id = context.tracks.want(figure);
  if (kind !== "since-entry") return id;
  // One figure may be counted in several ways: of any key, of the run's, compared with its trigger.
  const pairs = compared.flatMap(({ property, trigger }) => [property, trigger]);
  const place = `${id}${anyKey ? "*" : ""}${pairs.length > 0 ? `~${hashId(...pairs).slice(0, 6)}` : ""}`;
  context.sinceEntry?.({ event: leaf.event, where: leaf.where, anyKey, figure, place });
  return place;
}
