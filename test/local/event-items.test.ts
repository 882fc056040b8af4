import { describe, expect, it } from "vitest";
import type { Step } from "../../src/core/definitions/step.ts";
import { HOUR } from "../../src/core/time/instant.ts";
import { createStage, type Stage } from "./regressions/stage.ts";

const items = [
  { sku: "A-1", name: "Tea", qty: 2 },
  { sku: "B-2", name: "Pot", qty: 1 },
];
const mail: Step = { do: "send", id: "mail", template: "of-items", channels: ["email"] };

function texts(stage: Stage): (string | undefined)[] {
  return stage.taken.map((message) => ("text" in message ? message.text?.split("\n")[0] : ""));
}

function messages({ runtime }: Stage) {
  return [...runtime.timeline.kept.messages.values()];
}

describe("an abandoned cart's mail", () => {
  it("lists the items of the event that started it", async () => {
    const stage = createStage({ steps: [{ do: "wait", id: "rest", for: "3h" }, mail] });
    await stage.tell("customer.registered", { items });
    await stage.pass(4 * HOUR);
    expect(texts(stage)).toEqual(["2 Tea;1 Pot;"]);
  });

  it("prints an empty list as one without items", async () => {
    const stage = createStage({ steps: [{ ...mail, template: "of-items-or-none" }] });
    await stage.tell("customer.registered", { items: [] });
    expect(texts(stage)).toEqual(["nothing"]);
  });

  it("is dropped with the reason when the event came before anything read its items", async () => {
    const stage = createStage({
      steps: [
        { do: "wait", id: "rest", for: "3h" },
        { ...mail, template: "plain" },
      ],
    });
    await stage.tell("customer.registered", { items });
    await stage.replaceTemplate("plain", "of-items");
    await stage.pass(4 * HOUR);
    expect(messages(stage)).toMatchObject([
      { state: "dropped", reason: { code: "value-not-kept", params: { variable: "items" } } },
    ]);
  });
});

describe("a condition on items", () => {
  it("starts a journey by any of them", async () => {
    const where = { "items.sku": "B-2" };
    const stage = createStage({ entry: { on: "customer.registered", where }, steps: [mail] });
    await stage.tell("customer.registered", { items: items.slice(0, 1) });
    expect(messages(stage)).toEqual([]);
    await stage.tell("customer.registered", { items });
    expect(texts(stage)).toEqual(["2 Tea;1 Pot;"]);
  });

  it("chooses a way later, by what the event had said", async () => {
    const stage = createStage({
      steps: [
        { do: "wait", id: "rest", for: "3h" },
        {
          do: "branch",
          id: "pot",
          cases: [
            {
              when: { trigger: "items.name", is: "Pot" },
              steps: [{ ...mail, template: "plain" }],
            },
          ],
        },
      ],
    });
    await stage.tell("customer.registered", { items });
    await stage.pass(4 * HOUR);
    expect(messages(stage)).toMatchObject([{ state: "sent", template: "plain" }]);
  });
});

describe("what is kept of an event", () => {
  it("is nothing nested where no journey that it starts reads it", async () => {
    const stage = createStage({ steps: [{ ...mail, template: "plain" }] });
    await stage.tell("customer.registered", { items, total: 3 });
    const [event] = stage.runtime.timeline.kept.events.values();
    expect(event).toMatchObject({ properties: { total: 3 }, unread: ["items"] });
    expect(event).not.toHaveProperty("nested");
  });

  it("names what is kept beside it", async () => {
    const stage = createStage({ steps: [mail] });
    await stage.tell("customer.registered", { items, other: [{ a: 1 }] });
    const [event] = stage.runtime.timeline.kept.events.values();
    expect(event).toMatchObject({ nested: ["items"], unread: ["other"] });
  });
});
