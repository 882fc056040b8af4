import { channelRow } from "../../core/channels/channels.ts";
import { optOutLink } from "../../core/customers/proven-grant.ts";
import type { Message } from "../../core/messages/message.ts";
import { HOUR, type Instant, MINUTE, SECOND } from "../../core/time/instant.ts";
import { between, pick, waitingTime } from "./draw.ts";
import { products } from "./goods.ts";
import type { Scene, Stage } from "./scene.ts";
import type { Shopper } from "./shopper.ts";
import { order } from "./visit.ts";

/** How many order because of a message, by its template; the rest are tempted by few others. */
const temptation: Readonly<Record<string, number>> = {
  "welcome-coupon": 0.16,
  "product-guide": 0.05,
  "shop-favourites": 0.06,
  "cart-reminder": 0.28,
  "winback-discount": 0.2,
  "winback-gift": 0.12,
  "winback-last-call": 0.07,
};

/** What a shopper does with a message: the channel's reports, an order, a coupon, an opt-out. */
export function createResponses(scene: Scene, { report }: Pick<Stage, "report">) {
  const { draw, agenda } = scene;

  /**
   * Mail tells what became of it; of SMS and push, *sent* is the last that is known.
   * @returns when it was opened, if ever
   */
  const followMail = (shopper: Shopper, message: Message, at: Instant): Instant | undefined => {
    const { id } = message;
    const tell = (kind: "delivered" | "opened" | "clicked" | "complained", when: Instant) =>
      agenda.plan(when, async () =>
        report({ message: id, kind, at: when, ...(kind === "complained" && { mark: kind }) }),
      );
    if (shopper.badAddress) {
      const when = at + 40 * SECOND;
      const reason = "550 5.1.1 user unknown";
      agenda.plan(when, async () =>
        report({ message: id, kind: "bounced", at: when, mark: "bounced", reason }),
      );
      return undefined;
    }
    tell("delivered", at + between(4, 90, draw(id, "delivered")) * SECOND);
    if (draw(id, "complains") < 0.002) tell("complained", at + 5 * HOUR);
    if (draw(id, "opens") >= shopper.opens) return undefined;
    const opened = at + MINUTE + Math.round(waitingTime(3 * HOUR, draw(id, "opened")));
    tell("opened", opened);
    if (draw(id, "clicks") < 0.35)
      tell("clicked", opened + between(5, 200, draw(id, "s")) * SECOND);
    return opened;
  };

  return function respond(shopper: Shopper, message: Message, at: Instant): void {
    const { id, channel, template } = message;
    const noticed = channelRow(channel).feedback ? followMail(shopper, message, at) : at;
    if (noticed === undefined) return;
    const reacts = noticed + 5 * MINUTE + Math.round(waitingTime(7 * HOUR, draw(id, "reacts")));
    if (draw(id, "opts out") < 0.02) {
      agenda.plan(reacts, async () => optOut(shopper, scene, message));
      return;
    }
    if (draw(id, "is tempted") >= (temptation[template] ?? 0.02)) return;
    agenda.plan(reacts, async () => buy(shopper, scene, message));
  };
}

/** Where the refusal was said, by the channel's way out. */
const optOutSources = {
  link: optOutLink,
  reply: "reply R",
  device: "device settings",
} as const;

function optOut(shopper: Shopper, { say }: Scene, { id, channel }: Message): void {
  const source = optOutSources[channelRow(channel).optOut];
  const consents = { [`${channel}:*`]: { given: false, source } };
  say(shopper, "consent.withdrawn", { channel, message: id }, { consents });
}

/** Orders; two of three use the coupon that came with the message. */
function buy(shopper: Shopper, scene: Scene, { id, offer }: Message): void {
  const { draw, agenda, say } = scene;
  const product = pick(products, draw(id, "product"));
  const items = between(1, 3, draw(id, "items"));
  const reference = `${shopper.id}-${id.slice(-5)}`;
  const now = agenda.clock.now();
  if (offer !== undefined && now < offer.expires && draw(id, "redeems") < 0.66) {
    say(shopper, "coupon.redeemed", { offer: offer.offer, code: offer.code });
  }
  agenda.plan(now + MINUTE, async () => order(shopper, scene, product, items, reference));
}
