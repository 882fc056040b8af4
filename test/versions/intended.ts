import type { Story } from "./play-world.ts";

/**
 * Where today's code does on purpose otherwise than the version that left the items: a line of its
 * story, what stands in its place, and why.
 */
const intended: readonly { readonly was: string; readonly is: string; readonly why: string }[] = [
  {
    was: "2026-01-08T14:00 unknown-zone plain hello email",
    is: "2026-01-07T16:00 unknown-zone plain hello email",
    why: "a message that waits for a zone goes as soon as the zone is known, not a day later",
  },
];

/**
 * The story of an earlier version, as today's code is to tell it.
 * @throws Error when a line that is to change is not there, so that none outlives its case
 */
export function asIntended({ messages, ends }: Story): Story {
  const lines = new Set(messages);
  for (const { was, is } of intended) {
    if (!lines.delete(was)) throw new Error(`no story has the line "${was}" of intended.ts`);
    lines.add(is);
  }
  return { messages: [...lines].toSorted(), ends };
}
