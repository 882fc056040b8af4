import type { Effect } from "../../src/core/turns/effect.ts";
import type { World } from "./world.ts";

/** What committed turns decided is there, each once by its name, and nothing else is (I5). */
export function judgeEffects({ facts, runtime }: World): void {
  const { messages, tasks, offers } = runtime.timeline.kept;
  const wanted = new Set<string>();
  const say = (id: string, text: string) =>
    facts.violations.push({ invariant: "I5", customer: id.slice(0, 16), text: `${id} ${text}` });
  const present = {
    send: messages,
    "open-task": tasks,
    "issue-offer": offers,
    emit: facts.emitted,
    tell: facts.emitted,
  };
  for (const { record } of facts.turns) {
    for (const effect of record.effects) {
      const { kind } = effect;
      const id = nameOf(effect);
      if (wanted.has(id)) say(record.enrollment, `decided ${kind} ${id} in two turns`);
      wanted.add(id);
      const noticed = kind === "open-task" || kind === "issue-offer";
      if (present[kind].has(id) && (!noticed || facts.emitted.has(id))) continue;
      say(record.enrollment, `decided ${kind} ${id}, which was never carried out`);
    }
  }
  for (const kept of [messages, tasks, offers, facts.emitted]) {
    for (const id of kept.keys())
      if (!wanted.has(id) && !facts.derived.has(id)) say(id, "was carried out, decided by no turn");
  }
  const twice = new Set<string>();
  for (const { record } of facts.turns) {
    const turn = `${record.enrollment} turn ${record.turn}`;
    if (twice.has(turn)) say(turn, "was committed twice");
    twice.add(turn);
  }
}

function nameOf(effect: Effect): string {
  switch (effect.kind) {
    case "send":
      return effect.message.id;
    case "emit":
      return effect.event.id;
    case "tell":
      return effect.told.id;
    case "open-task":
      return effect.task.id;
    case "issue-offer":
      return effect.offer.id;
  }
}
