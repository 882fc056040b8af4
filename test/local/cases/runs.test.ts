import { describe, expect, it } from "vitest";
import { send, wait } from "./case-files.ts";
import { playLive } from "./play-case.ts";

describe("which thing happened to which run", () => {
  it("a cart whose phone is minutes ahead is ended by the order that follows it", async () => {
    const steps = { hours: wait("hours", { for: "4h" }), still: send("still-there") };
    const bought = { id: "bought", when: { event: "order.placed", since: "entry" }, steps: [] };
    const journeys = {
      cart: {
        entry: { on: "cart.filled" },
        exitWhen: [{ event: "order.placed" }],
        steps: [steps.hours, steps.still],
      },
      "cart-asked": {
        entry: { on: "cart.filled" },
        steps: [steps.hours, { do: "branch", id: "way", cases: [bought], else: [steps.still] }],
      },
    };
    const filled = { type: "cart.filled", customer: "mia", at: "03-02 10:06" };
    const order = { type: "order.placed", customer: "mia", at: "03-02 10:02" };
    const played = playLive({ journeys, customers: { mia: {} }, to: "03-05" }, [
      { ...filled, arrives: "03-02 09:59" },
      { ...order, arrives: "03-02 10:02" },
    ]);
    expect(await played).toEqual([]);
  });
});
