import { describe, expect, it } from "vitest";
import { createLearner } from "../../../src/core/attributes/learn-attribute.ts";
import type { Model } from "../../../src/core/attributes/model.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import { settleMembership } from "../../../src/core/segments/settle-membership.ts";
import { apply, at, customer, event } from "../given.ts";
import { publishWith, setWith, valueOf } from "./given-attributes.ts";

const now = at("06-30 12:00");
const orders = { kind: "computed", name: "orders", value: { event: "order.placed" } };
const alike = {
  kind: "clusters",
  name: "alike",
  k: 2,
  features: ["age", { computed: "orders" }],
  names: { c1: { name: "young", title: "年轻", tag: "young" } },
  refused: "unsorted",
};
const set = setWith([orders, alike]);

/** A customer of an age, with so many orders. */
function person(age: number | undefined, count: number, change: Partial<Customer> = {}): Customer {
  const attributes: Customer["attributes"] = age === undefined ? {} : { age };
  const list = Array.from({ length: count }, () => event("order.placed", now));
  return apply(customer({ ...change, attributes }), publishWith(set), ...list).customer;
}
const young = [person(20, 1), person(21, 2), person(22, 1)];
const old = [person(60, 7), person(62, 8)];

async function learn(people: readonly Customer[], models?: readonly Model[]) {
  const published = publishWith(set);
  const attribute = set.attributes?.find(({ name }) => name === "alike");
  const learner = attribute && createLearner(attribute, models, published);
  const about = { now, today: published.today(now), zone: "UTC" };
  for (const who of people) learner?.see({ customer: who, ...about });
  return learner?.learn(now);
}

describe("clusters as an attribute", () => {
  it("say the name that a person gave, else the id", async () => {
    const learned = await learn([...young, ...old]);
    expect(learned).toMatchObject({ kind: "learned", model: { customers: 5, version: 1 } });
    if (learned?.kind !== "learned") return;
    const published = publishWith({ ...set, models: [learned.model] });
    expect(valueOf(published, "alike", person(25, 1), now)).toBe("young");
    expect(valueOf(published, "alike", person(55, 6), now)).toBe("c2");
    expect(valueOf(published, "alike", person(undefined, 6), now)).toBeUndefined();
    const refusing = person(25, 1, { profiling: "refused" });
    expect(valueOf(published, "alike", refusing, now)).toBe("unsorted");
  });

  it("are segments where they have a name", async () => {
    const learned = await learn([...young, ...old]);
    if (learned?.kind !== "learned") throw new Error("not learned");
    const published = publishWith({ ...set, models: [learned.model] });
    expect(published.segments.map(({ name }) => name)).toEqual(["alike.young", "alike.unsorted"]);
    const settled = settleMembership(person(25, 1), published, now).customer;
    expect([Object.keys(settled.segments), settled.tags]).toEqual([["alike.young"], ["young"]]);
  });

  it("keep their ids from one learning to the next", async () => {
    const first = await learn([...young, ...old]);
    if (first?.kind !== "learned") throw new Error("not learned");
    const more = [
      ...old,
      person(59, 9),
      person(61, 8),
      person(63, 7),
      person(23, 1),
      person(24, 2),
    ];
    const second = await learn(more, [first.model]);
    if (second?.kind !== "learned") throw new Error("not learned");
    expect(second.model.version).toBe(2);
    const published = publishWith({ ...set, models: [second.model] });
    expect(valueOf(published, "alike", person(25, 1), now)).toBe("young");
  });

  it("look at nobody who refuses, nor at who lacks a feature", async () => {
    const refusing = person(90, 1, { profiling: "refused" });
    const learned = await learn([...young, ...old, refusing, person(undefined, 3)]);
    expect(learned).toMatchObject({ kind: "learned", model: { customers: 5 } });
    expect(await learn([refusing])).toEqual({
      kind: "refused",
      reason: expect.stringContaining("2 clusters need at least 2 customers"),
    });
  });

  it("nobody is in one before they are learned", () => {
    expect(valueOf(publishWith(set), "alike", person(25, 1), now)).toBeUndefined();
  });
});
