import type { Condition } from "../../src/core/definitions/condition.ts";
import type { DefinitionSet, Since } from "../../src/core/definitions/definitions.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import type { Segment } from "../../src/core/definitions/segment.ts";
import type { Instant } from "../../src/core/time/instant.ts";

/** The first set of a story: everything that happens since is news. */
const fromTheFirst: Since = { rev: 0, at: 0 };

/**
 * Since when each unit of a set means what it means, by the words of the design: a segment by its
 * condition and all that it names, a journey by what it is entered on and how that date is read, from
 * when it is live.
 */
export function sincePublish(
  before: DefinitionSet,
  next: Omit<DefinitionSet, "since">,
  at: Instant,
): Record<string, Since> {
  const publish = { rev: next.rev, at };
  const known = meaningsOf(before);
  const meanings = meaningsOf(next);
  return Object.fromEntries(
    Object.entries(meanings).map(([unit, meaning]) => [
      unit,
      known[unit] === meaning ? (before.since?.[unit] ?? fromTheFirst) : publish,
    ]),
  );
}

function meaningsOf({
  segments,
  journeys,
  settings,
}: Omit<DefinitionSet, "since">): Record<string, string> {
  const readAs = ({ entry }: Journey) =>
    "attribute" in entry ? settings.attributes?.[entry.attribute] : undefined;
  const entered = journeys.filter(({ journey, live }) => live && journey.status === "live");
  return Object.fromEntries([
    ["segments", segments.map(({ name }) => name).join()],
    ...segments.map((one) => [`segments/${one.name}`, meaningOf(one, segments)]),
    ...entered.map(({ journey }) => {
      return [`journeys/${journey.name}`, JSON.stringify([journey.entry, readAs(journey)])];
    }),
  ]);
}

/** The same as long as no segment is added, changed or let go. */
export function meaningOfAll(segments: readonly Segment[]): string {
  return segments
    .map((one) => `${one.name} ${meaningOf(one, segments)}`)
    .toSorted()
    .join("\n");
}

function meaningOf({ when }: Segment, segments: readonly Segment[]): string {
  return JSON.stringify(when, (_, part: Condition) => {
    if (typeof part !== "object" || !("segment" in part)) return part;
    const named = segments.find(({ name }) => name === part.segment);
    return { ...part, segment: "", means: [part.segment, named && meaningOf(named, segments)] };
  });
}
