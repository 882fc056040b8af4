import { customerKeyOf } from "../../../src/core/customers/customer.ts";
import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import type { Instant } from "../../../src/core/time/instant.ts";
import type { TurnRecord } from "../../../src/core/timeline/records.ts";
import type { Lateness } from "../../../src/local/lateness.ts";
import { createPlay } from "../../../src/local/play.ts";
import { createLocalRuntime, type LocalRuntime } from "../../../src/local/runtime.ts";
import type { TimelineWrite } from "../../../src/local/timeline.ts";
import { sweepAsStage } from "./sweep-as-stage.ts";
import { end, type ShopEvent, start } from "./write-shop.ts";

export interface Sent {
  readonly at: Instant;
  /** Journey, step and channel. */
  readonly what: string;
}

/** Something that changed a customer: an event came, a run took a turn, a sweep told something. */
export interface Happening {
  readonly at: Instant;
  /** An event's id, or an enrollment's: what one of them does itself at one moment is no close call. */
  readonly source: string;
  readonly kind: "event" | "turn" | "derived";
}

export interface Played {
  /** By customer, in order of time. */
  readonly sent: ReadonlyMap<string, readonly Sent[]>;
  readonly happened: ReadonlyMap<string, readonly Happening[]>;
}

/** Plays a shop's events, the timers as late as is said. */
export function playShop(
  definitions: DefinitionSet,
  events: readonly ShopEvent[],
  late?: Lateness,
): Promise<Played> {
  const turns: TurnRecord[] = [];
  const { runtime } = createPlay({ definitions, start, late, written: keepTurns(turns) });
  return play(runtime, events, turns);
}

/** The same, on time, with the sweeps of a stage. */
export function playOnStage(
  definitions: DefinitionSet,
  events: readonly ShopEvent[],
): Promise<Played> {
  const turns: TurnRecord[] = [];
  const runtime = createLocalRuntime({ definitions, start, written: keepTurns(turns) });
  sweepAsStage(runtime);
  return play(runtime, events, turns);
}

function keepTurns(turns: TurnRecord[]) {
  return (write: TimelineWrite): void => {
    if (write.kind === "turn") turns.push(write.record);
  };
}

async function play(
  runtime: LocalRuntime,
  events: readonly ShopEvent[],
  turns: readonly TurnRecord[],
): Promise<Played> {
  const { agenda, timeline, customers } = runtime;
  const sent = new Map<string, Sent[]>();
  const happened = new Map<string, Happening[]>();
  const note = <One>(list: Map<string, One[]>, customer: string, one: One) =>
    list.set(customer, [...(list.get(customer) ?? []), one]);
  for (const { at, text } of events) {
    await agenda.advanceTo(at);
    runtime.offer(text);
  }
  await agenda.advanceTo(end);
  const nameOf = (id: string) => customers.peek(customerKeyOf(id))?.id ?? "";
  for (const { journey, step, channel, at, id } of timeline.kept.messages.values()) {
    note(sent, nameOf(id), { at, what: `${journey} ${step} ${channel}` });
  }
  for (const [name, { id, accepted }] of timeline.kept.events) {
    const key = customerKeyOf(name);
    const kind = id.startsWith(key) ? "derived" : "event";
    note(happened, nameOf(name), { at: accepted, source: id, kind });
  }
  for (const { enrollment, at } of turns) {
    note(happened, nameOf(enrollment), { at, source: enrollment, kind: "turn" });
  }
  for (const list of [...sent.values(), ...happened.values()]) list.sort((a, b) => a.at - b.at);
  return { sent, happened };
}
