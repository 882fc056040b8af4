import type { World } from "./world.ts";
import { eventText } from "./write-event.ts";

/**
 * In = processed + dead-lettered (I11): of every text ever offered, either the event is in the
 * history or the text is among the dead letters, refused with a reason; and nothing else is there.
 */
export function judgeQueues(world: World): void {
  const { facts, runtime, texts } = world;
  const say = (text: string) =>
    facts.violations.push({ invariant: "I11", customer: undefined, text });
  const { intake, ...others } = runtime.queues;
  for (const [name, queue] of Object.entries(others)) {
    for (const { body, error } of queue.deadLetters) {
      if (error.name === "EventRefused") continue;
      say(`left in the dead letters of ${name}: ${JSON.stringify(body)} (${error.message})`);
    }
  }
  const refused = new Map(intake.deadLetters.map(({ body, error }) => [body, error]));
  for (const [body, error] of refused) {
    if (error.name !== "EventRefused") say(`refused without a reason: ${body} (${error.message})`);
  }
  for (const text of new Set(texts)) {
    const known = /"id":"(e\d+)"/.exec(text)?.[1];
    const told = facts.told.get(known ?? "");
    // Malformed ones take the id of an event that is told later.
    const event = told !== undefined && eventText(told) === text ? told : undefined;
    if (refused.has(text) && event !== undefined) say(`refused, though well-formed: ${text}`);
    if (refused.has(text)) continue;
    const name = event && `${world.keyOf(event.customer)}#${event.id}`;
    if (name === undefined || !runtime.timeline.kept.events.has(name)) say(`lost: ${text}`);
  }
  for (const { id, customer, notice } of facts.emitted.values()) {
    if (notice || runtime.timeline.kept.events.has(`${world.keyOf(customer)}#${id}`)) continue;
    say(`lost: emitted event ${id}`);
  }
}
