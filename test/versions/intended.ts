import type { Story } from "./play-world.ts";
import { type Version, versions } from "./world-files.ts";

/** What today's code does on purpose otherwise than a version that left items. */
interface Intended {
  /** Versions whose stories have the line. */
  readonly of: readonly Version[];
  readonly was: string;
  readonly is: string;
  readonly why: string;
}

const intended: readonly Intended[] = [
  {
    of: versions,
    was: "2026-01-08T14:00 unknown-zone plain hello email",
    is: "2026-01-07T16:00 unknown-zone plain hello email",
    why: "a message that waits for a zone goes as soon as the zone is known, not a day later",
  },
  {
    of: ["0.2.0"],
    was: "2027-01-07T14:36 born-at-midnight birthday happy email",
    is: "2027-01-08T14:36 born-at-midnight birthday happy email",
    why: "midnight UTC of the 8th is the 8th in New York, too; greeted on the 7th before, it is not greeted again a day later",
  },
];

/**
 * The story of an earlier version, as today's code is to tell it.
 * @throws Error when a line that is to change is not there, so that none outlives its case
 */
export function asIntended(version: Version, { messages, ends }: Story): Story {
  const lines = new Set(messages);
  for (const { of, was, is } of intended) {
    if (!of.includes(version)) continue;
    if (!lines.delete(was)) throw new Error(`the story of ${version} has no line "${was}"`);
    lines.add(is);
  }
  return { messages: [...lines].toSorted(), ends };
}
