import { judgeDerived } from "./judge-derived.ts";
import { judgeEffects } from "./judge-effects.ts";
import { judgeFigures } from "./judge-figures.ts";
import { judgeMessages } from "./judge-messages.ts";
import { judgeQueues } from "./judge-queues.ts";
import { judgeRecords } from "./judge-records.ts";
import { judgeMarksAtRest } from "./judge-suppression.ts";
import { judgeWays } from "./judge-ways.ts";
import type { World } from "./world.ts";

/** Everything that has to hold once nothing moves any more. */
export function judgeAtRest(world: World): void {
  judgeEnds(world);
  judgeQueues(world);
  judgeDerived(world);
  judgeFigures(world);
  judgeRecords(world);
  judgeMessages(world);
  judgeMarksAtRest(world);
  judgeEffects(world);
  judgeWays(world);
}

/** Every enrollment has ended, is told to have ended, and has left no run behind (I8). */
function judgeEnds({ facts, runtime }: World): void {
  for (const customer of facts.items.values()) {
    for (const { id, state } of Object.values(customer.enrollments)) {
      if (state === "ended") continue;
      facts.violations.push({ invariant: "I8", customer: customer.key, text: `${id} is ${state}` });
    }
  }
  for (const { id, customer } of facts.entered.values()) {
    const state = runtime.timeline.kept.enrollments.get(id)?.state;
    if (state === "completed" || state === "exited") continue;
    facts.violations.push({ invariant: "I8", customer, text: `the record of ${id} says ${state}` });
  }
  const open = runtime.runs.underWay();
  if (open === 0) return;
  const which = [...facts.entered.keys()].filter((id) =>
    [1, 2, 3, 4, 5, 6].some((g) => runtime.runs.status(`${id}-g${g}`) === "RUNNING"),
  );
  const customer = which[0]?.slice(0, 16);
  facts.violations.push({ invariant: "I8", customer, text: `runs left over: ${which.join(", ")}` });
}
