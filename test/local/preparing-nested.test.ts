import { expect, it } from "vitest";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Segment } from "../../src/core/definitions/segment.ts";
import { formatInstant, MINUTE, SECOND } from "../../src/core/time/instant.ts";
import { createLocalRuntime, keyOfCustomer } from "../../src/local/runtime.ts";
import { at, journey, settings } from "../core/given.ts";

const mail = { do: "send" as const, id: "mail", template: "cart", channels: ["email" as const] };

/** A shop with one journey, whose mail lists the items of the carts of one kind. */
function shop(...segments: Segment[]): DefinitionSet {
  const entry = { on: "cart.left", where: { kind: "web" } };
  return {
    rev: 1,
    settings: settings(),
    journeys: [{ journey: journey({ entry, steps: [mail] }), version: 1, live: true }],
    segments,
    templates: [
      {
        name: "cart",
        header: { variables: { "event.items": {} } },
        parts: { "subject.txt": "Hello", "email.txt": "{{ event.items | size }}" },
      },
    ],
  };
}

const tea: Segment = {
  name: "tea",
  when: { event: "cart.left", where: { "items.sku": "T-1" } },
};

it("a figure by a nested value counts what is kept of events before its publish, and only that", async () => {
  const runtime = createLocalRuntime({ start: at("01-05 10:00"), definitions: shop() });
  const pass = (ms: number) => runtime.agenda.advanceTo(runtime.agenda.clock.now() + ms);
  const items = [{ sku: "T-1", name: "Tea" }, { sku: "P-2" }];
  const tell = async (id: string, properties: object) => {
    const now = formatInstant(runtime.agenda.clock.now());
    runtime.offer(JSON.stringify({ id, type: "cart.left", at: now, customer: "c1", properties }));
    await pass(2 * SECOND);
  };
  await tell("kept", { kind: "web", items });
  await tell("other", { kind: "web", items: [{ sku: "P-2" }] });
  await tell("unread", { kind: "shop", items });
  const records = [...runtime.timeline.kept.events.values()];
  expect(records.map(({ id, nested, unread }) => [id, nested, unread])).toEqual([
    ["kept", ["items"], undefined],
    ["other", ["items"], undefined],
    ["unread", undefined, ["items"]],
  ]);
  await runtime.publish(shop(tea));
  await pass(2 * MINUTE);
  const { tracks } = await runtime.ports.catalog.definitions();
  const track = tracks.get("cart.left")?.find(({ reads }) => reads.includes("items.sku"));
  const counted = () => {
    return runtime.customers.peek(keyOfCustomer("c1"))?.figures[track?.id ?? ""]?.count;
  };
  expect(counted()).toBe(1);
  // Since the publish the records themselves keep it, whatever starts a journey.
  await tell("since", { kind: "shop", items });
  expect(counted()).toBe(2);
});
