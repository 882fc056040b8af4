import { formatInstant, MINUTE } from "../../src/core/time/instant.ts";
import type { World } from "./world.ts";

/**
 * In the calm, before all has ended: every enrollment that waits has a live wake-up ahead (I8).
 * One whose timer a fault has lost is the sweep's business, once it is overdue.
 */
export function judgeWakes(world: World): void {
  const { facts, runtime } = world;
  const late = 6 * 60 * 60_000;
  for (const customer of facts.items.values()) {
    for (const { id, state, turn, wait, since } of Object.values(customer.enrollments)) {
      const say = (text: string) => {
        facts.violations.push({ invariant: "I8", customer: customer.key, text: `${id} ${text}` });
      };
      if (state === "ended") continue;
      if (state !== "running") {
        if (since < world.now() - late) say(`is ${state} since ${formatInstant(since)}`);
        continue;
      }
      if (wait === undefined) say("runs and waits for nothing");
      else if (wait.due < world.now() - late) say(`is overdue since ${formatInstant(wait.due)}`);
      else if (wait.due > world.now() && !facts.shakenWakes.has(id)) {
        const live = facts.wakeUps.filter((one) => one.enrollment === id && one.turn === turn);
        const ahead = live.filter(({ due, cleared }) => due > world.now() && !cleared);
        // One that fires too early sets the timer of the present due again.
        const inTime = ahead.filter(({ due }) => due <= wait.due + MINUTE);
        if (inTime.length === 0) say(`waits until ${formatInstant(wait.due)} and nothing wakes it`);
        const timers = ahead.filter(({ timer, overtaken }) => timer && !overtaken);
        if (timers.length > 1) say("has more than one timer");
      }
      const run = runtime.runs.status(`${id}-g${customer.enrollments[id]?.generation}`);
      if (wait?.parked === undefined && run !== "RUNNING") say(`waits, but its run is ${run}`);
    }
  }
}

/** Judges that failed runs are listed, so that a person sees and resumes them. */
export function judgeListed({ facts, runtime }: World): void {
  for (const customer of facts.items.values()) {
    for (const { id, state } of Object.values(customer.enrollments)) {
      const told = runtime.timeline.kept.enrollments.get(id)?.state;
      if (state !== "failed" || told === "failed") continue;
      const text = `${id} failed, but its record says ${told}`;
      facts.violations.push({ invariant: "I8", customer: customer.key, text });
    }
  }
}
