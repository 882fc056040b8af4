import { describe, expect, it } from "vitest";
import type { Journey } from "../../src/core/definitions/journey.ts";
import type { Segment } from "../../src/core/definitions/segment.ts";
import { DAY, formatInstant, HOUR } from "../../src/core/time/instant.ts";
import { createPlay } from "../../src/local/play.ts";
import { printReport } from "../../src/local/report/print-report.ts";
import { keyOfCustomer } from "../../src/local/runtime.ts";
import { at, journey, settings } from "../core/given.ts";

const start = at("01-05 12:00");

function play(journeys: Readonly<Record<string, Partial<Journey>>>, segments: Segment[] = []) {
  const made = createPlay({
    start,
    definitions: {
      rev: 1,
      settings: settings(),
      journeys: Object.entries(journeys).map(([name, change]) => ({
        journey: journey({ name, reentry: "always", ...change }),
        version: 1,
        live: true,
      })),
      segments,
      templates: [],
    },
  });
  const { agenda, timeline } = made.runtime;
  let count = 0;
  const tell = (type: string, more: object = {}) => {
    const now = formatInstant(agenda.clock.now());
    made.offer(JSON.stringify({ id: `e${(count += 1)}`, type, customer: "c1", at: now, ...more }));
  };
  /** Depths of the events that the customer's history has, the deepest last. */
  const depths = () => [...timeline.kept.events.values()].flatMap(({ depth }) => depth ?? []);
  return {
    ...made,
    told: () => made.report(),
    tell,
    depths,
    pass: (ms: number) => agenda.advanceTo(agenda.clock.now() + ms),
  };
}

const emit = (event: string): Journey["steps"][number] => ({
  do: "emit",
  id: `say-${event}`,
  event,
});
const wait: Journey["steps"][number] = { do: "wait", id: "rest", for: "2h" };
const ping = { entry: { on: "ping" }, steps: [emit("pong")] };
const pong = { entry: { on: "pong" }, steps: [emit("ping")] };
const keyed = { entry: { on: "ping", key: "order" } };
const both = ["1", "2"].map((order): Journey["steps"][number] => {
  return { do: "emit", id: `say-${order}`, event: "ping", properties: { order } };
});
const oneTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);

describe("journeys that start each other", () => {
  it("by events stop after 16 in a row, and the 17th is put aside with the reason", async () => {
    const { tell, depths, pass, told, runtime } = play({ a: ping, b: pong });
    tell("ping");
    await pass(DAY);
    expect(depths()).toEqual(oneTo(16));
    const { deadLetters } = runtime.queues.intake;
    expect(deadLetters).toHaveLength(1);
    const said = "journeys have caused each other more than 16 times in a row within an hour";
    expect(told().refused).toEqual([expect.stringContaining(said)]);
    expect(told().journeys.map(({ entered }) => entered)).toEqual([9, 8]);
  });

  it("by tags and a segment stop so, and the record says why nobody entered", async () => {
    const hot: Segment = { name: "hot", when: { tag: "hot" } };
    const { tell, depths, pass, told } = play(
      {
        cool: {
          entry: { on: "segment.entered", segment: "hot" },
          steps: [{ do: "update", removeTags: ["hot"] }],
        },
        heat: {
          entry: { on: "segment.left", segment: "hot" },
          steps: [{ do: "update", addTags: ["hot"] }],
        },
      },
      [hot],
    );
    tell("customer.updated", { customer: { id: "c1", tags: ["hot"] } });
    await pass(DAY);
    expect(depths()).toEqual(oneTo(17));
    const [cool, heat] = told().journeys;
    expect([cool?.entered, heat?.entered]).toEqual([9, 8]);
    expect(Object.keys(heat?.notEntered ?? {})).toEqual([
      expect.stringContaining("more than 16 times in a row"),
    ]);
    const said =
      "heat by segment.left: journeys have caused each other more than 16 times in a row within an hour of each other";
    expect(told().stopped).toEqual({ [said]: 1 });
    const report = printReport(told());
    expect(report).toContain("Circles that were stopped, a person has to look");
    expect(report.join("\n")).toContain(said);
  });

  it("by a figure of what they emit stop so, too", async () => {
    const move = (points: number): Journey["steps"][number] => {
      return { do: "emit", id: "move", event: "points.moved", properties: { points } };
    };
    const rich: Segment = {
      name: "rich",
      when: { event: "points.moved", sum: { of: "points", atLeast: 100 } },
    };
    const { tell, depths, pass, told, runtime } = play(
      {
        spend: { entry: { on: "segment.entered", segment: "rich" }, steps: [move(-100)] },
        earn: { entry: { on: "segment.left", segment: "rich" }, steps: [move(100)] },
      },
      [rich],
    );
    tell("points.moved", { properties: { points: 100 } });
    await pass(DAY);
    // An event that a journey emits, and the news of the segment that it brings about, are of one depth.
    expect(Math.max(...depths())).toBe(16);
    expect(told().journeys.map(({ entered }) => entered)).toEqual([9, 8]);
    expect(runtime.queues.intake.deadLetters).toHaveLength(1);
  });

  // A journey runs once at a time for a customer and key: what one round emits twice enters it once.
  it.each<[string, Readonly<Record<string, Partial<Journey>>>, number]>([
    [
      "of two that both emit what both are entered on, two events",
      { a: { ...ping, steps: [emit("ping")] }, b: { ...ping, steps: [emit("ping")] } },
      2,
    ],
    [
      "of two that emit it under two keys each, eight events",
      { a: { ...keyed, steps: both }, b: { ...keyed, steps: both } },
      8,
    ],
  ])("grow no wider from round to round: %s", async (_what, journeys, width) => {
    const { tell, depths, pass } = play(journeys);
    tell("ping", { properties: { order: "1" } });
    await pass(DAY);
    const widths = [...Map.groupBy(depths(), (depth) => depth).values()].map((same) => same.length);
    expect(Math.max(...widths)).toBe(width);
  });

  it("after more than an hour begin anew with 1, and go on", async () => {
    const { tell, depths, pass, runtime } = play({
      a: { ...ping, steps: [wait, emit("pong")] },
      b: pong,
    });
    tell("ping");
    await pass(3 * DAY);
    expect(depths().length).toBeGreaterThan(60);
    expect(Math.max(...depths())).toBe(2);
    expect(runtime.queues.intake.deadLetters).toEqual([]);
  });

  it("count the event that answered a wait as their cause", async () => {
    const asks: Partial<Journey> = {
      entry: { on: "begun" },
      steps: [
        emit("ping"),
        { do: "waitFor", id: "answer", event: "pong", atMost: "1d", then: [emit("answered")] },
      ],
    };
    const { tell, runtime, pass } = play({ asks, b: { ...ping, entry: { on: "ping" } } });
    tell("begun");
    await pass(HOUR);
    const events = [...runtime.timeline.kept.events.values()];
    expect(events.map(({ type, depth }) => [type, depth])).toEqual([
      ["begun", undefined],
      ["ping", 1],
      ["pong", 2],
      ["answered", 3],
    ]);
  });
});

describe("the depth of an event", () => {
  it("is nothing that a producer can give or take", async () => {
    const { tell, depths, pass, runtime } = play({ a: ping });
    tell("ping", { depth: 17 });
    await pass(HOUR);
    tell("ping", { depth: 17, emittedBy: "no turn at all" });
    // A turn that there is, by one who knows its name: it has emitted no such event.
    await pass(HOUR);
    const [record] = [...runtime.timeline.kept.turns.values()].flat();
    tell("ping", { emittedBy: `${record?.enrollment}#${record?.ref}` });
    await pass(HOUR);
    expect(depths()).toEqual([1, 1, 1]);
    expect(runtime.queues.intake.deadLetters).toEqual([]);
  });

  it("is kept by redrive", async () => {
    const { tell, depths, pass, runtime } = play({ a: ping, b: pong });
    tell("ping");
    await pass(DAY);
    expect(runtime.queues.intake.redrive()).toBe(1);
    await pass(DAY);
    expect(depths()).toEqual(oneTo(16));
    expect(runtime.queues.intake.deadLetters).toHaveLength(1);
    expect(Object.keys(runtime.customers.peek(keyOfCustomer("c1"))?.entries ?? {})).toEqual([
      "a",
      "b",
    ]);
  });
});
