import { HOUR } from "../../src/core/time/instant.ts";
import type { Commit, Facts } from "./facts.ts";
import type { Say } from "./say.ts";

/** So many journeys may cause each other in a row, each within an hour of its own cause. */
const most = 16;

/** Nothing is started by an event that lies deeper, counted by the turns that said it. */
export function judgeDepths(facts: Facts, { before, after }: Commit, say: Say): void {
  for (const { id, trigger, continues } of Object.values(after.enrollments)) {
    if (before?.enrollments[id] !== undefined || continues !== undefined) continue;
    const depth = depthOf(facts, trigger);
    if (depth > most) say("loop", `${id} was started by ${trigger}, which lies ${depth} deep`);
  }
}

/** By what started the enrollments in between; answers to their waits would only add to it. */
function depthOf(facts: Facts, event: string): number {
  let depth = 0;
  for (let id: string | undefined = event; id !== undefined; ) {
    const said = facts.turns.findLast(({ record }) => {
      return record.effects.some(
        (effect) =>
          (effect.kind === "emit" && effect.event.id === id) ||
          (effect.kind === "tell" && effect.told.id === id),
      );
    });
    if (said === undefined) return depth;
    depth += 1;
    const entered = facts.entered.get(said.record.enrollment);
    id = entered && said.record.at - entered.entered < HOUR ? entered.trigger : undefined;
  }
  return depth;
}
