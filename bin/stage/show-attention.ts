import type { AttentionKind } from "../../src/aws/timeline/attention.ts";
import { formatInstant } from "../../src/core/time/instant.ts";
import type { Streams } from "../commands/streams.ts";
import { attentionKinds, type ListedItem, listAttention } from "./attention-list.ts";
import { markDone } from "./mark-done.ts";
import type { Stage } from "./stage.ts";
import { readStageClock } from "./stage-clock.ts";
import { openTables } from "./stage-tables.ts";
import { tellAttention } from "./tell-attention.ts";

export interface AttentionOptions {
  /** At most so many of each kind. */
  readonly limit: number;
  readonly json?: true;
  /** Ids that a person has seen to. */
  readonly done?: readonly string[];
}

/** `sojourn attention`: what a person must see, and the command that mends it. @returns the exit code */
export async function showAttention(
  stage: Stage,
  { limit, json, done }: AttentionOptions,
  { out, error }: Streams,
): Promise<number> {
  const tables = openTables(stage);
  const clock = await readStageClock(tables.catalog);
  if (done !== undefined) {
    let left = 0;
    for (const id of done) {
      const outcome = await markDone({ ...tables.timeline, clock }, id);
      if (outcome === "done") out(`${id}: taken off the list\n`);
      else {
        left++;
        error(`${id}: ${refusals[outcome]}\n`);
      }
    }
    return left === 0 ? 0 : 1;
  }
  let listed = 0;
  for (const kind of attentionKinds) {
    const found = await listAttention(tables.timeline, kind, limit);
    listed += found.items.length;
    const lines = json
      ? found.items.map((item) => JSON.stringify(plain(kind, item)))
      : tellAttention(kind, found, { now: clock.now(), stage: stage.options });
    for (const line of lines) out(`${line}\n`);
  }
  if (listed === 0 && !json) out(`Nothing in ${stage.name} waits for a person.\n`);
  return 0;
}

const refusals = {
  "not-listed": "no task, no event and no message that is over has this id on the list",
  "failed-run": "a failed run is not done with: resume it",
} as const;

/** All that the timeline keeps of it, without the attributes of keys and index. */
function plain(kind: AttentionKind, { id, at, record }: ListedItem) {
  const { key: _key, attention: _attention, ...known } = record;
  return { kind, id, since: formatInstant(at), ...known };
}
