import { operationalError } from "../core/errors.ts";
import { MINUTE } from "../core/time/instant.ts";
import type { Agenda } from "./agenda.ts";

export interface DeadLetter<Body> {
  readonly body: Body;
  readonly error: Error;
}

export interface LocalQueue<Body> {
  send(body: Body, delaySeconds: number): void;
  /** Puts a body straight among the dead letters: no retry can mend it. */
  putAside(body: Body, reason: string): void;
  readonly deadLetters: DeadLetter<Body>[];
  /** How many bodies that fit are waiting, those that are delayed included. */
  waiting(fits: (body: Body) => boolean): number;
  /** Puts every dead letter back into the queue. @returns how many */
  redrive(): number;
}

/** What a queue of the stack does: visibility timeout and receives until the dead-letter queue. */
const visibility = MINUTE;
const mostReceives = 5;

/** A queue with its handler: at least once, retried after a minute, five times at most. */
export function createQueue<Body>(
  agenda: Agenda,
  handle: (body: Body) => Promise<void>,
): LocalQueue<Body> {
  const deadLetters: DeadLetter<Body>[] = [];
  const inside = new Set<{ readonly body: Body }>();

  const deliver = (body: Body, delay: number, receives: number): void => {
    const entry = { body };
    inside.add(entry);
    agenda.plan(agenda.clock.now() + delay, async () => {
      inside.delete(entry);
      try {
        await handle(body);
      } catch (error) {
        if (receives < mostReceives) deliver(body, visibility, receives + 1);
        else deadLetters.push({ body, error: error as Error });
      }
    });
  };

  return {
    send: (body, delaySeconds) => deliver(body, delaySeconds * 1000, 1),
    putAside(body, reason) {
      deadLetters.push({ body, error: operationalError("EventRefused", reason) });
    },
    deadLetters,
    waiting: (fits) => [...inside].filter(({ body }) => fits(body)).length,
    redrive() {
      const letters = deadLetters.splice(0);
      for (const { body } of letters) deliver(body, 0, 1);
      return letters.length;
    },
  };
}
