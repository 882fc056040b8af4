import { describe, expect, it } from "vitest";
import { reason } from "../../src/core/reasons/reason.ts";
import { tellStory } from "../../src/local/report/tell-story.ts";
import { at } from "../core/given.ts";

describe("a customer's story", () => {
  it("tells a moved wait by the customer's clock, and an empty list as none", () => {
    const when = at("03-02 10:00");
    const why = reason("wait-date-changed", {
      attribute: "appointment",
      step: "twice/before",
      until: "2026-03-19T10:00:00Z",
    });
    const record = {
      id: "e",
      type: "appointment.moved",
      at: when,
      accepted: when,
      properties: { items: [], tags: ["a", "b"] },
      consequences: [{ journey: "visit", kind: "retimed", enrollment: "x", reason: why } as const],
    };
    const told = { at: when, write: { kind: "event", record }, journey: "" } as const;
    const story = { writes: [told] } as unknown as Parameters<typeof tellStory>[0];
    expect(tellStory(story, "America/New_York").map((line) => line.trim())).toEqual([
      "Mon 2026-03-02 05:00  ● appointment.moved: items (none), tags a, b",
      "▸ visit: appointment changed: the wait at twice › before ends Thu 2026-03-19 06:00",
    ]);
  });
});
