import { expect, test } from "vitest";
import type { Segment } from "../../../src/core/definitions/segment.ts";
import { DAY, MINUTE } from "../../../src/core/time/instant.ts";
import { crashAfter, crashBefore, createStage, type Stage } from "./stage.ts";

const buyers: Segment = { name: "buyers", when: { event: "order.placed", within: "3d" } };
const idle: Segment = {
  name: "idle",
  when: { event: "order.placed", daysSince: { atLeast: 3 } },
  onEnter: { addTags: ["idle"] },
};
const wait = { do: "wait", id: "rest", for: "9d" } as const;
const onSegment = (segment: string) => ({
  entry: { on: "segment.entered" as const, segment },
  steps: [wait],
});

/** What the history says of segments. */
function history({ runtime }: Stage): string[] {
  return [...runtime.timeline.kept.events.values()]
    .filter(({ type }) => type.startsWith("segment."))
    .map(({ type, properties }) => `${type} ${String(properties["segment"])}`);
}

for (const [when, how] of [
  ["before", crashBefore],
  ["after", crashAfter],
] as const) {
  for (const call of ["events.record", "bus.emit", "runs.start"]) {
    test(`intake that dies ${when} ${call} tells of a segment all the same, once`, async () => {
      const stage = createStage(onSegment("buyers"), [buyers]);
      stage.strike("intake", call, how);
      await stage.tell("order.placed");
      await stage.pass(30 * MINUTE);
      expect(history(stage)).toEqual(["segment.entered buyers"]);
      expect([...stage.notices.values()]).toEqual(["segment.entered"]);
      expect(stage.enrollment()).toMatchObject({ state: "running", turn: 1 });
    });
  }

  for (const call of ["events.record", "bus.emit", "runs.start"]) {
    test(`a sweep that dies ${when} ${call} goes on and tells of it, once`, async () => {
      const stage = createStage(onSegment("idle"), [idle]);
      await stage.tell("order.placed");
      await stage.pass(3 * DAY);
      stage.strike("sweep", call, how);
      await stage.sweep();
      await stage.pass(MINUTE);
      expect(history(stage)).toEqual(["segment.entered idle"]);
      expect([...stage.notices.values()]).toEqual(["segment.entered"]);
      expect(stage.enrollment()).toMatchObject({ state: "running", turn: 1 });
    });
  }

  for (const call of ["events.record", "bus.emit"]) {
    test(`a turn that dies ${when} ${call} tells of the segment that it decided`, async () => {
      const tagged: Segment = { name: "tagged", when: { tag: "gold" } };
      const steps = [{ do: "update" as const, addTags: ["gold"] }, wait];
      const stage = createStage({ steps }, [tagged]);
      stage.strike("turn", call, how);
      await stage.tell("customer.registered");
      await stage.pass(30 * MINUTE);
      expect(history(stage)).toEqual(["segment.entered tagged"]);
      expect([...stage.notices.values()]).toEqual(["segment.entered"]);
      expect(stage.enrollment()).toMatchObject({ state: "running", turn: 1 });
    });
  }
}
