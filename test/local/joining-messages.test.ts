import { describe, expect, it } from "vitest";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { openShop, reachable, send, start, wait } from "./visitor-shop.ts";

describe("what was under way to a visitor who is identified", () => {
  const greeting: Partial<Journey> = {
    steps: [send, wait],
    exitWhen: [{ event: "order.placed" }],
  };
  const queue = async (shop: ReturnType<typeof openShop>) => {
    await shop.tell("v1", "cart.added", { profile: reachable });
    expect(shop.messages()).toHaveLength(1);
  };

  it("is judged by the consent of the known one", async () => {
    const shop = openShop(greeting);
    await shop.runtime.pauses.pause({ kind: "channel", channel: "email" }, { since: start });
    await queue(shop);
    await shop.tell("c1", "login", {
      profile: { consents: { "email:*": { given: false } } },
    });
    await shop.identify();
    await shop.runtime.liftPause({ kind: "channel", channel: "email" });
    await shop.pass(HOUR);
    expect(shop.sent).toEqual([]);
    expect(shop.messages()).toMatchObject([
      { state: "suppressed", reason: expect.stringContaining("consent") },
    ]);
  });

  it("goes to the known one's address, once, and counts under the caps of the two together", async () => {
    const shop = openShop(greeting, {
      name: "second",
      entry: { on: "coupon.used" },
      steps: [send],
    });
    await shop.tell("c1", "coupon.used", {
      profile: { ...reachable, addresses: { email: ["known@example.com"] } },
    });
    await shop.runtime.pauses.pause({ kind: "channel", channel: "email" }, { since: start });
    await shop.tell("v1", "cart.added", { profile: reachable });
    await shop.identify();
    await shop.runtime.liftPause({ kind: "channel", channel: "email" });
    await shop.pass(HOUR);
    expect(shop.sent.map((line) => line.split(" ")[1])).toEqual([
      "known@example.com",
      "known@example.com",
    ]);
    expect(shop.item("c1").ledger).toHaveLength(2);
    // At most two in 30 days.
    await shop.tell("v1", "coupon.used");
    await shop.pass(HOUR);
    expect(shop.sent).toHaveLength(2);
    expect(shop.item("c1").entries.second).toMatchObject({ "": [2, expect.any(Number)] });
  });

  it("is suppressed where the known one is in that journey already", async () => {
    const shop = openShop(greeting);
    await shop.tell("c1", "cart.added", { profile: reachable });
    await shop.runtime.pauses.pause({ kind: "channel", channel: "email" }, { since: start });
    await shop.tell("v1", "cart.added", { profile: reachable });
    await shop.identify();
    await shop.runtime.liftPause({ kind: "channel", channel: "email" });
    await shop.pass(HOUR);
    expect(shop.sent).toHaveLength(1);
    expect(shop.messages().map(({ state }) => state)).toEqual(["sent", "suppressed"]);
  });

  it("is suppressed once the enrollment that goes on in its place was exited", async () => {
    const shop = openShop(greeting);
    await shop.runtime.pauses.pause({ kind: "channel", channel: "email" }, { since: start });
    await queue(shop);
    await shop.identify();
    await shop.pass(MINUTE);
    await shop.tell("c1", "order.placed");
    await shop.runtime.liftPause({ kind: "channel", channel: "email" });
    await shop.pass(HOUR);
    expect(shop.messages()).toMatchObject([
      { state: "suppressed", reason: "the journey was left" },
    ]);
  });

  it("is reported to the known one: opened, complained of, opted out of", async () => {
    const shop = openShop(greeting, {
      name: "opened",
      entry: { on: "message.opened" },
      steps: [wait],
    });
    await queue(shop);
    expect(shop.sent).toHaveLength(1);
    await shop.identify();
    const [message] = shop.messages();
    const at = shop.runtime.agenda.clock.now();
    const feedback = { message: message?.id ?? "", at };
    shop.runtime.queues.feedback.send({ ...feedback, kind: "opened" }, 0);
    await shop.pass(MINUTE);
    const journeys = Object.values(shop.item("c1").enrollments).map(({ journey: name }) => name);
    expect(journeys).toContain("opened");
    shop.runtime.queues.feedback.send({ ...feedback, kind: "complained", mark: "complained" }, 0);
    await shop.pass(MINUTE);
    expect(shop.item("c1")).toMatchObject({
      addresses: { email: [{ to: "c1@example.com", suppressed: { code: "address-complained" } }] },
      consents: { "email:*": { given: false, source: "complaint" } },
    });
    await shop.tell("v1", "customer.opted-out", {
      profile: { consents: { "email:care": { given: false, source: "opt-out link" } } },
    });
    expect(shop.item("c1").consents["email:care"]).toMatchObject({ given: false });
    expect(shop.item("v1").consents).toEqual({});
  });
});
