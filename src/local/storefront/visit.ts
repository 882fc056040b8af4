import { HOUR, type Instant, MINUTE } from "../../core/time/instant.ts";
import { instantOf, localDay } from "../../core/time/zone.ts";
import { between, pick } from "./draw.ts";
import { type Product, products } from "./goods.ts";
import type { Scene } from "./scene.ts";
import { daysToNextVisit, type Shopper } from "./shopper.ts";

/** Hours at which people shop, the evening more than the morning and a few at night. */
const hours = [2, 8, 9, 10, 11, 12, 12, 13, 15, 16, 18, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23];

/** Plans the next visit after a moment; each visit plans the one after it. */
export function planVisits(shopper: Shopper, scene: Scene, after: Instant): void {
  const { draw, agenda } = scene;
  const { id, zone, visits } = shopper;
  const day = localDay(after, zone) + daysToNextVisit(draw, shopper);
  const minute =
    pick(hours, draw(id, "hour", visits)) * 60 + between(0, 60, draw(id, "min", visits));
  const at = instantOf(day, minute, zone);
  agenda.plan(at, async () => {
    shopper.visits += 1;
    visit(shopper, scene);
    planVisits(shopper, scene, at);
  });
}

/** Looks at something; fills a cart in two of five visits; orders from half of the carts. */
function visit(shopper: Shopper, scene: Scene): void {
  const { draw, agenda, say } = scene;
  const { id, visits } = shopper;
  const now = agenda.clock.now();
  const of = (what: string) => draw(id, what, visits);
  const choice = products.filter(
    ({ category }) => of("strays") < 0.3 || category === shopper.taste,
  );
  const product = pick(choice, of("product"));
  shopper.lastSeen = now;
  say(shopper, "page.viewed", { product: product.name, category: product.category });
  if (of("fills a cart") >= 0.4) return;
  const cart = `${id}-cart-${visits}`;
  const items = between(1, 4, of("items"));
  const later = (minutes: number, act: () => void) =>
    agenda.plan(now + minutes * MINUTE, async () => act());
  const fill = (count: number) =>
    say(shopper, "cart.updated", {
      cartId: cart,
      items: count,
      total: count * product.price,
      product: product.name,
    });
  later(6, () => fill(items));
  if (of("adds one more") < 0.2) later(9, () => fill(items + 1));
  if (of("orders") < 0.5) {
    later(between(12, 50, of("checkout")), () => order(shopper, scene, product, items, cart));
  } else if (of("empties it") < 0.1) {
    later(between(60, 600, of("emptying")), () => say(shopper, "cart.emptied", { cartId: cart }));
  }
}

/** Orders now; the parcel follows in days. */
export function order(
  shopper: Shopper,
  { agenda, draw, say }: Scene,
  product: Product,
  items: number,
  reference: string,
): void {
  const now = agenda.clock.now();
  const orderId = `${reference}-order`;
  shopper.lastSeen = now;
  say(shopper, "order.placed", {
    orderId,
    total: items * product.price,
    items,
    product: product.name,
    category: product.category,
  });
  const follow = (hours: number, type: string) =>
    agenda.plan(now + hours * HOUR, async () => say(shopper, type, { orderId }));
  const shipped = between(14, 40, draw(orderId, "shipped"));
  follow(shipped, "order.shipped");
  follow(shipped + between(20, 80, draw(orderId, "signed")), "order.signed");
}
