import { formatInstant, HOUR, MINUTE } from "../../core/time/instant.ts";
import { between, type Draw } from "./draw.ts";
import type { Say, Stage } from "./scene.ts";

/** Shares of events that arrive twice, that arrive hours late, and that bring broken company. */
const twice = 0.03;
const late = 0.03;
const broken = 0.002;

/**
 * The shop's voice, with the mishaps of a real one: some events come twice, some come hours after
 * they happened, and now and then one arrives that nobody can read.
 */
export function createVoice(draw: Draw, { agenda, offer }: Pick<Stage, "agenda" | "offer">): Say {
  return (shopper, type, properties, profile, at) => {
    const now = agenda.clock.now();
    shopper.events += 1;
    const id = `${shopper.id}-${shopper.events}`;
    const customer = profile === undefined ? shopper.id : { id: shopper.id, ...profile };
    const text = JSON.stringify({ id, type, at: formatInstant(at ?? now), customer, properties });
    const send = (delay: number) => {
      if (delay === 0) offer(text);
      else agenda.plan(now + delay, async () => offer(text));
    };
    const isLate = profile === undefined && draw(id, "is late") < late;
    send(isLate ? between(HOUR, 30 * HOUR, draw(id, "delay")) : 0);
    if (draw(id, "comes twice") < twice) send(between(MINUTE, 6 * HOUR, draw(id, "second")));
    if (draw(id, "is broken") < broken) offer(breakEvent(text, draw(id, "how")));
  };
}

function breakEvent(text: string, share: number): string {
  if (share < 0.4) return text.slice(0, Math.floor(text.length / 2));
  if (share < 0.7) return text.replace(/"customer":("[^"]*"|\{[^}]*\})/, '"customer":null');
  return text.replace(/"at":"\d{4}/, '"at":"9999');
}
