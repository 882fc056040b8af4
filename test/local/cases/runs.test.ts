import { describe, expect, it } from "vitest";
import { send, wait } from "./case-files.ts";
import { playCase, playLive } from "./play-case.ts";

describe("which thing happened to which run", () => {
  const parcels = {
    "parcel-care": {
      entry: { on: "parcel.sent", key: "parcel" },
      exitWhen: [{ event: "parcel.refused" }],
      steps: [wait("rest", { for: "3d" }), send("ask")],
    },
  };
  const sent = (at: string, parcel: unknown) => {
    return { type: "parcel.sent", customer: "lena", at, properties: { parcel } };
  };
  const refused = (properties?: object) => {
    const about = { type: "parcel.refused", customer: "lena", at: "03-03 09:00" };
    return properties === undefined ? about : { ...about, properties };
  };

  it.each<[string, object | undefined, string[]]>([
    ["of the same key", { parcel: 11 }, ["lena ask 03-05 11:00"]],
    ["of the same key, as a text", { parcel: "11" }, ["lena ask 03-05 11:00"]],
    ["of a list with both keys", { parcel: ["11", "12"] }, []],
    ["of another key", { parcel: "13" }, ["lena ask 03-05 10:00", "lena ask 03-05 11:00"]],
    ["without a key", undefined, []],
  ])("an exit event %s ends what it is about", async (_what, properties, messages) => {
    const played = playCase({
      journeys: parcels,
      customers: { lena: {} },
      events: [sent("03-02 10:00", 11), sent("03-02 11:00", 12), refused(properties)],
      to: "03-10",
    });
    expect(await played).toEqual(messages);
  });

  const again = {
    again: {
      entry: { on: "order.placed" },
      exitWhen: [{ event: "order.placed" }],
      steps: [wait("week", { for: "7d" }), send("goes-with-it")],
    },
  };

  it("of two orders in one second one run stays, and sends", async () => {
    const order = { type: "order.placed", customer: "kai", at: "03-02 10:00" };
    const played = playCase({
      journeys: again,
      customers: { kai: {} },
      events: [order, order],
      to: "03-20",
    });
    expect(await played).toEqual(["kai goes-with-it 03-09 10:00"]);
  });

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

  it("an order's return ends the run of that order only", async () => {
    const shipped = (order: string, at: string) => {
      return { type: "order.shipped", customer: "mia", at, properties: { order } };
    };
    const played = playCase({
      journeys: {
        care: {
          entry: { on: "order.shipped", key: "order" },
          reentry: "always",
          exitWhen: [{ event: "order.returned" }],
          steps: [wait("days", { for: "3d" }), send("ask")],
        },
      },
      customers: { mia: {} },
      events: [
        shipped("A-1", "03-02 10:00"),
        shipped("B-2", "03-02 11:00"),
        { ...shipped("A-1", "03-03 09:00"), type: "order.returned" },
      ],
      to: "03-10",
    });
    expect(await played).toEqual(["mia ask 03-05 11:00"]);
  });

  it("of two orders of one second one run stays", async () => {
    const order = { type: "order.placed", customer: "mia", at: "03-02 10:00" };
    const played = playCase({
      journeys: {
        again: {
          entry: { on: "order.placed" },
          reentry: "always",
          exitWhen: [{ event: "order.placed" }],
          steps: [wait("week", { for: "7d" }), send("goes-with-it")],
        },
      },
      customers: { mia: {} },
      events: [order, order],
      to: "03-20",
    });
    expect(await played).toEqual(["mia goes-with-it 03-09 10:00"]);
  });
});
