import { type CustomerKey, customerKeyOf } from "../../core/customers/customer.ts";
import type { Message } from "../../core/messages/message.ts";
import { DAY, type Instant } from "../../core/time/instant.ts";
import { createDraw } from "./draw.ts";
import { createResponses } from "./respond.ts";
import { createVoice } from "./say.ts";
import type { Scene, Stage } from "./scene.ts";
import { createShopper, type Shopper } from "./shopper.ts";
import { planVisits } from "./visit.ts";

export interface StorefrontOptions {
  readonly seed: number;
  readonly customers: number;
  readonly start: Instant;
  readonly days: number;
}

export interface Storefront {
  /** Plans what everybody does; the agenda then plays it. */
  open(): Promise<void>;
  /** Somebody got a message and may react. */
  receive(message: Message, at: Instant): void;
}

/**
 * An invented shop and its customers, half of whom have ordered before: they register, browse, fill
 * carts, order, fall silent, and react to what they are sent. Everything is drawn by hash, so one
 * seed gives one play.
 */
export function createStorefront(options: StorefrontOptions, stage: Stage): Storefront {
  const { seed, customers, start, days } = options;
  const draw = createDraw(seed);
  const { agenda } = stage;
  const say = createVoice(draw, stage);
  const scene: Scene = { draw, agenda, say };
  const end = start + days * DAY;
  const shoppers = Array.from({ length: customers }, (_, index) =>
    createShopper(draw, index + 1, { start, end }),
  );
  const byKey = new Map<CustomerKey, Shopper>();
  const respond = createResponses(scene, stage);

  return {
    async open() {
      for (const shopper of shoppers) {
        byKey.set(await stage.keyOf(shopper.id), shopper);
        arrive(shopper, scene, start);
      }
    },
    receive(message, at) {
      const shopper = byKey.get(customerKeyOf(message.id));
      if (shopper !== undefined) respond(shopper, message, at);
    },
  };
}

function arrive(shopper: Shopper, scene: Scene, start: Instant): void {
  const { agenda, draw, say } = scene;
  const { registers, profile, id } = shopper;
  if (registers === undefined) {
    agenda.plan(start, async () => {
      say(shopper, "customer.updated", {}, profile);
      say(shopper, "order.signed", { orderId: `${id}-before` }, undefined, shopper.lastSeen);
    });
    planVisits(shopper, scene, start);
    return;
  }
  agenda.plan(registers, async () => {
    const source = draw(id, "source") < 0.4 ? "search" : "friend";
    say(shopper, "customer.registered", { source }, profile);
    planVisits(shopper, scene, registers);
  });
}
