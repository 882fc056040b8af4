import { distance } from "fastest-levenshtein";

/**
 * The known word that was probably meant: up to a third of the letters wrong, case aside. Undefined
 * when none is that close; a wrong guess is worse than none.
 */
export function nearestWord(found: string, known: Iterable<string>): string | undefined {
  // Nobody mistypes a word of more letters, and the distance costs their product.
  if (found.length > 100) return undefined;
  const wanted = found.toLowerCase();
  let best: string | undefined;
  let misses = Math.max(1, Math.floor(found.length / 3)) + 1;
  for (const word of known) {
    const apart = countMisses(wanted, word.toLowerCase());
    if (apart < misses) {
      best = word;
      misses = apart;
    }
  }
  return best;
}

/** Letters wrong; two that changed places are one slip, not two. */
function countMisses(one: string, other: string): number {
  const misses = distance(one, other);
  return misses === 2 && sorted(one) === sorted(other) ? 1 : misses;
}

function sorted(word: string): string {
  return word.split("").toSorted().join("");
}

/**
 * Whether one name is nearly the other: one letter wrong, two in a long one, another ending. Names
 * that differ by a number are meant to (`visit.1`, `visit.2`).
 */
export function areTwins(one: string, other: string): boolean {
  const [first, second] = [bare(one), bare(other)];
  if (first === second) return true;
  if (first.replaceAll(/\d/g, "") === second.replaceAll(/\d/g, "")) return false;
  const [short = "", long = ""] = [first, second].toSorted((a, b) => a.length - b.length);
  if (short.length < 5 || long.length > short.length + 3) return false;
  if (long.startsWith(short) && /^(?:d|ed|s|es|ing)$/.test(long.slice(short.length))) return true;
  return countMisses(first, second) <= (short.length >= 9 ? 2 : 1);
}

/** "order_Placed" and "orderPlaced" read alike. */
function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[._-]/g, "");
}

/** `; did you mean "winback-offer"?`, or nothing. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : `; did you mean "${nearest}"?`;
}

/** At most so many known words are listed: more is no help. */
const longestList = 12;

/** `; did you mean "live"?`, else `; known: draft, live, ended`, else nothing. */
export function nearestOrKnown(
  nearest: string | undefined,
  known: readonly string[],
  label = "known",
): string {
  if (nearest !== undefined) return didYouMean(nearest);
  if (known.length === 0) return "";
  const shown = known.slice(0, longestList).join(", ");
  return `; ${label}: ${shown}${known.length > longestList ? " …" : ""}`;
}
