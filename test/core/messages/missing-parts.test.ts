import { expect, it } from "vitest";
import { newCustomer } from "../../../src/core/customers/customer.ts";
import { settings } from "../../../src/core/definitions/settings.ts";
import { messageValues } from "../../../src/core/messages/message-values.ts";

it("a part of an item that is null is missing, so that it is never printed as nothing", () => {
  const values = messageValues({
    template: { name: "cart", header: { variables: { "event.items": {} } }, parts: {} },
    message: {
      id: "m1",
      enrollment: "e1",
      journey: "cart",
      version: 1,
      step: "first",
      template: "cart",
      channel: "email",
      purpose: "care",
      priority: 0,
      created: 0,
      expires: 0,
      trigger: "t1",
    },
    customer: newCustomer("aaaaaaaaaaaaaaaa", "42"),
    trigger: { items: [{ name: "a", price: 1, qty: null, more: { color: null, size: 2 } }] },
    settings: { ...settings.parse({ unknownZone: "use-default", purposes: {} }), zone: "UTC" },
    optOutUrl: undefined,
  });
  expect(values["event"]).toEqual({ items: [{ name: "a", price: 1, more: { size: 2 } }] });
});
