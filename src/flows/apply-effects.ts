import type { Ports } from "../core/ports.ts";
import { formatInstant } from "../core/time/instant.ts";
import type { Effect } from "../core/turns/effect.ts";
import { tellDerived } from "./tell-derived.ts";

export type EffectPorts = Pick<
  Ports,
  "messages" | "deliveries" | "tasks" | "offers" | "events" | "bus"
>;

/**
 * Applies what a committed turn wants done, from its stored record. Every effect has a name, so
 * applying one again changes nothing; a repeated delivery or notice is known by its id.
 */
export async function applyEffects(
  effects: readonly Effect[],
  { messages, deliveries, tasks, offers, events, bus }: EffectPorts,
): Promise<void> {
  for (const effect of effects) {
    switch (effect.kind) {
      case "send": {
        const { id, channel } = effect.message;
        await messages.create(effect.message);
        await deliveries.send({ message: id, channel }, 0);
        break;
      }
      case "emit":
        await bus.emit(effect.event);
        break;
      case "tell": {
        const { key, customer: id, at, ...derived } = effect.told;
        await tellDerived({ key, id }, { accepted: at, derived: [derived] }, { events, bus });
        break;
      }
      case "open-task": {
        const { id, customer, opened: at, journey, step, team, note, due } = effect.task;
        await tasks.open(effect.task);
        const properties = { task: id, journey, step, team, note, due: formatInstant(due) };
        await bus.emit({ id, type: "task.opened", customer, at, properties, notice: true });
        break;
      }
      case "issue-offer": {
        const { id, customer, issued: at, journey, step, offer, code, expires } = effect.offer;
        await offers.issue(effect.offer);
        const until = formatInstant(expires);
        const properties = { journey, step, offer, code, expires: until };
        await bus.emit({ id, type: "offer.issued", customer, at, properties, notice: true });
        break;
      }
    }
  }
}
