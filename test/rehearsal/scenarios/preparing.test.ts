import { expect, test } from "vitest";
import { isMember } from "../../../src/core/segments/membership.ts";
import { MINUTE } from "../../../src/core/time/instant.ts";
import { openStage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";

/** What asks for more than is counted waits until history is counted in, and then goes live. */
const stage = openStage();
const bought = "preparing.bought";
const path = "segments/preparing-regulars.json";

test("a segment that asks for what nobody counted goes live when history is counted in", async () => {
  const customer = stage.customers.create("regular");
  const who = { id: customer.id, attributes: { city: "Hamburg" } };
  await stage.events.put([{ type: "preparing.joined", customer: who }]);
  await until("the customer to be known", () => stage.customers.find(customer.id));
  // Nobody looks at these: they only go into the history.
  await stage.events.put([1, 2, 3].map(() => ({ type: bought, customer: customer.id })));
  await until("the history", async () => {
    const history = await stage.customers.records(customer.id, "event#");
    return history.filter(({ type }) => type === bought).length === 3;
  });
  expect((await stage.customers.find(customer.id))?.figures[bought]).toBeUndefined();

  const first = await stage.files.publish(path, {
    name: "preparing-regulars",
    when: { event: bought, within: "30d", count: { atLeast: 3 } },
    onEnter: { addTags: ["preparing-regular"] },
  });
  expect(first).toMatchObject({ verdict: "preparing" });
  expect(first.text).toContain(bought);
  await until("the segment to go live by itself", async () => {
    return (await stage.files.report(path))?.verdict === "live";
  });
  expect((await stage.customers.find(customer.id))?.figures[bought]).toMatchObject({ count: 3 });

  // An event that is told again, which the history knows, is not counted again.
  const history = await stage.customers.records(customer.id, "event#");
  const again = history.find(({ type }) => type === bought);
  await stage.events.put([{ id: String(again?.["id"]), type: bought, customer: customer.id }]);
  await stage.queues.drained(["intake"]);
  // Functions keep the definitions for 30 s: a sweep that still holds older ones leaves a customer
  // whose figures were filled in to the next sweep.
  await stage.clock.advance(MINUTE);
  expect(await stage.runs.sweep("evaluate")).toMatchObject({ status: "SUCCEEDED" });
  const found = await stage.customers.find(customer.id);
  expect(found?.figures[bought]).toMatchObject({ count: 3 });
  expect(found?.tags).toEqual(["preparing-regular"]);
  expect(found && isMember(found, "preparing-regulars")).toBe(true);
  // Who was in it before it was live is in it in silence.
  const after = await stage.customers.records(customer.id, "event#");
  expect(after.filter(({ type }) => String(type).startsWith("segment."))).toEqual([]);
});
