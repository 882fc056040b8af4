import { describe, expect, it } from "vitest";
import type { Step } from "../../src/core/definitions/step.ts";
import type { Profile } from "../../src/core/events/event.ts";
import { importInto } from "../../src/core/imports/apply-import.ts";
import { DAY, formatInstant, HOUR, MINUTE, parseInstant } from "../../src/core/time/instant.ts";
import { createAcceptEvents } from "../../src/flows/accept-events.ts";
import { createImportCustomer } from "../../src/flows/import-customer.ts";
import { createWakeEnrollment } from "../../src/flows/wake-enrollment.ts";
import { at } from "../core/given.ts";
import { crashAfter, crashBefore, createStage, type Stage } from "./regressions/stage.ts";

const mail: Step = { do: "send", id: "reminder", template: "plain", channels: ["email"] };
const reminder: Step = {
  do: "wait",
  id: "before",
  until: { attribute: "appointment", offset: "-1d", at: "10:10" },
};
const appointment = (date: string | null): Profile => ({ attributes: { appointment: date } });

/**
 * A stage with a customer that booked for 20 January on the 5th at 10:00 and waits for the 19th.
 */
async function booked(...change: Parameters<typeof createStage>): Promise<Stage> {
  const [journey, ...rest] = change;
  const stage = createStage({ steps: [reminder, mail], reentry: "always", ...journey }, ...rest);
  await stage.tell("customer.registered", {}, appointment("2026-01-20"));
  return stage;
}

/** Whether all is done and nothing is left of it; and when the messages went out. */
async function outcomeAt(stage: Stage, until: number): Promise<readonly string[]> {
  await stage.runtime.agenda.advanceTo(until);
  expect(stage.runtime.runs.underWay()).toBe(0);
  for (const { deadLetters } of Object.values(stage.runtime.queues))
    expect(deadLetters).toEqual([]);
  return stage.sent.map((when) => formatInstant(when).slice(0, 16));
}

describe("a reminder before an appointment goes out once, by the newest date", () => {
  it.each([
    ["later", ["2026-01-30"], ["2026-01-29T10:10"]],
    ["nearer", ["2026-01-10"], ["2026-01-09T10:10"]],
    ["into the next quarter of an hour", ["2026-01-06"], ["2026-01-05T10:10"]],
    ["later, then nearer", ["2026-01-30", "2026-01-12"], ["2026-01-11T10:10"]],
    ["nearer, then later", ["2026-01-10", "2026-01-30"], ["2026-01-29T10:10"]],
    ["away and back", ["2026-01-30", "2026-01-20"], ["2026-01-19T10:10"]],
  ])("when it moves %s", async (_how, dates, sent) => {
    const stage = await booked({});
    for (const date of dates) await stage.tell("appointment.moved", {}, appointment(date));
    expect(await outcomeAt(stage, at("04-01"))).toEqual(sent);
  });

  it.each([
    ["taken away", null, "next", 1],
    ["taken away", null, "exit", 0],
    ["moved into the past", "2026-01-03", "next", 1],
    ["moved into the past", "2026-01-03", "exit", 0],
  ] as const)("goes by otherwise when it is %s (%s, %s)", async (_how, date, otherwise, count) => {
    const stage = await booked({ steps: [{ ...reminder, otherwise }, mail] });
    await stage.pass(DAY);
    await stage.tell("appointment.moved", {}, appointment(date));
    const sent = await outcomeAt(stage, at("04-01"));
    expect(sent).toEqual(Array.from({ length: count }, () => "2026-01-06T10:00"));
  });

  it("when it moves beyond day 300 and on to another day there", async () => {
    const stage = await booked({});
    await stage.tell("appointment.moved", {}, appointment("2027-01-20"));
    expect(stage.enrollment()).toMatchObject({ generation: 2, wait: { parked: true } });
    expect(stage.runtime.runs.status(`${stage.enrollment()?.id}-g1`)).toBe("SUCCEEDED");
    await stage.pass(DAY);
    await stage.tell("appointment.moved", {}, appointment("2027-02-20"));
    expect(await outcomeAt(stage, at("2027-04-01"))).toEqual(["2027-02-19T10:10"]);
  });

  it("when it moves beyond day 300 and back", async () => {
    const stage = await booked({});
    await stage.tell("appointment.moved", {}, appointment("2027-01-20"));
    await stage.tell("appointment.moved", {}, appointment("2026-01-12"));
    expect(await outcomeAt(stage, at("2027-04-01"))).toEqual(["2026-01-11T10:10"]);
  });

  it("when it moves while the journey is paused, and was due meanwhile", async () => {
    const stage = await booked({});
    const { pauses } = stage.runtime;
    await pauses.pause({ kind: "journey", journey: "welcome" }, { since: at("01-05 10:01") });
    await stage.runtime.agenda.advanceTo(at("01-19 12:00"));
    await stage.tell("appointment.moved", {}, appointment("2026-01-30"));
    await stage.runtime.liftPause({ kind: "journey", journey: "welcome" });
    await stage.sweep();
    expect(await outcomeAt(stage, at("04-01"))).toEqual(["2026-01-29T10:10"]);
  });

  it("not at all when an event of the same moment ends the journey", async () => {
    const stage = await booked({ exitWhen: [{ event: "appointment.cancelled" }] });
    await stage.tell("appointment.moved", {}, appointment("2026-01-30"));
    await stage.tell("appointment.cancelled");
    expect(await outcomeAt(stage, at("04-01"))).toEqual([]);
    expect(stage.told()).toBe("exited");
  });

  it("when another journey updates it", async () => {
    const move: Step = { do: "update", id: "move", set: { appointment: "2026-01-12" } };
    const desk = { name: "desk", entry: { on: "desk.called" }, steps: [move] };
    const stage = await booked({}, [], [desk]);
    await stage.tell("desk.called");
    expect(await outcomeAt(stage, at("04-01"))).toEqual(["2026-01-11T10:10"]);
  });

  it("when an import brings it", async () => {
    const stage = await booked({});
    const { ports } = stage.runtime;
    const row = {
      kind: "profile",
      at: at("01-05 10:01"),
      profile: appointment("2026-01-12"),
    } as const;
    await stage.pass(5 * MINUTE);
    await createImportCustomer(ports)("c1", [row]);
    expect(await outcomeAt(stage, at("04-01"))).toEqual(["2026-01-11T10:10"]);
  });

  it("when an import brought it and died before it carried that out: the sweep does", async () => {
    const stage = await booked({});
    const { ports, customers } = stage.runtime;
    const [before] = [...customers.all()];
    if (before === undefined) throw new RangeError("nobody");
    const row = {
      kind: "profile",
      at: at("01-05 10:01"),
      profile: appointment("2026-01-12"),
    } as const;
    const definitions = await ports.catalog.definitions();
    const now = ports.clock.now();
    expect(await ports.customers.commit(before, importInto(before, [row], definitions, now))).toBe(
      true,
    );
    await stage.pass(HOUR);
    await stage.sweep();
    expect(await outcomeAt(stage, at("04-01"))).toEqual(["2026-01-11T10:10"]);
  });
});

describe("a wait follows its customer's zone", () => {
  const newYork = "America/New_York";

  it("until a local time", async () => {
    const stage = createStage({ steps: [{ do: "wait", id: "rest", until: "09:00" }, mail] });
    await stage.tell("customer.registered");
    await stage.tell("app.opened", {}, { zone: newYork });
    expect(await outcomeAt(stage, at("02-01"))).toEqual(["2026-01-05T14:00"]);
  });

  it("held by the send window", async () => {
    const sendWindow = { days: "every-day" as const, between: ["08:00-09:00"] };
    const stage = createStage({ steps: [mail], sendWindow });
    await stage.tell("customer.registered");
    await stage.tell("app.opened", {}, { zone: newYork });
    const [sent] = await outcomeAt(stage, at("02-01"));
    expect(sent?.slice(0, 13)).toBe("2026-01-05T13");
  });

  it("at most once an hour, and by the last one when the hour is over", async () => {
    const stage = createStage({ steps: [{ do: "wait", id: "rest", until: "09:00" }, mail] });
    await stage.tell("customer.registered");
    for (let flips = 0; flips < 5; flips++) {
      await stage.tell("app.opened", {}, { zone: newYork });
      await stage.tell("app.opened", {}, { zone: "Asia/Shanghai" });
    }
    expect(stage.enrollment()?.wait).toMatchObject({ due: at("01-05 14:00"), timer: 2 });
    await stage.pass(HOUR);
    await stage.runtime.sweep("overdue");
    expect(await outcomeAt(stage, at("02-01"))).toEqual(["2026-01-06T01:00"]);
  });
});

describe("whatever breaks off between the commit and the timer, the reminder goes out once", () => {
  const ways = [
    ["before", crashBefore],
    ["after", crashAfter],
  ] as const;
  const moves = [
    ["nearer", "2026-01-12", "2026-01-11T10:10"],
    ["later", "2026-01-30", "2026-01-29T10:10"],
    ["beyond day 300", "2027-01-30", "2027-01-29T10:10"],
    ["within minutes", "2026-01-06", "2026-01-05T10:10"],
  ] as const;
  const calls = [
    ["intake", "customers.commit"],
    ["intake", "events.record"],
    ["intake", "wakes.send"],
    ["wake", "customers.find"],
    ["wake", "timers.setWake"],
    ["wake", "timers.clear"],
    ["wake", "turns.find"],
    ["wake", "runs.end"],
    ["wake", "customers.commit"],
  ] as const;
  const cases = moves.flatMap(([how, date, sent]) =>
    calls.flatMap(([kind, call]) =>
      ways.map(([when, strike]) => ({ how, date, sent, kind, call, when, strike })),
    ),
  );

  it.each(cases)("$how; $kind, $when $call", async ({ date, sent, kind, call, strike }) => {
    const stage = await booked({});
    stage.strike(kind, call, strike);
    await stage.tell("appointment.moved", {}, appointment(date));
    await outcomeAt(stage, at("2027-04-01"));
    expect(stage.sent).toHaveLength(1);
    const late = (stage.sent[0] ?? 0) - (parseInstant(`${sent}:00Z`) ?? 0);
    // As late as the retry of what was broken off.
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThanOrEqual(5 * MINUTE);
  });

  it.each(ways)(
    "a turn that breaks off %s it sets its timer sets the new one",
    async (_when, strike) => {
      const stage = createStage({ steps: [reminder, mail] });
      stage.strike("turn", "timers.setWake", strike);
      await stage.tell("customer.registered", {}, appointment("2026-01-20"));
      await stage.tell("appointment.moved", {}, appointment("2026-01-12"));
      expect(await outcomeAt(stage, at("04-01"))).toEqual(["2026-01-11T10:10"]);
    },
  );

  it.each(ways)(
    "a turn that breaks off %s its effects completes them though parked since",
    async (_when, strike) => {
      const call: Step = { do: "task", id: "call", team: "service", note: "call", due: "2d" };
      const stage = createStage({ steps: [call, reminder, mail] });
      stage.strike("turn", "tasks.open", strike);
      await stage.tell("customer.registered", {}, appointment("2026-01-20"));
      await stage.tell("appointment.moved", {}, appointment("2027-01-20"));
      expect(await outcomeAt(stage, at("2027-04-01"))).toEqual(["2027-01-19T10:10"]);
      expect(stage.runtime.timeline.kept.tasks.size).toBe(1);
    },
  );
});

describe("a move that meets the wake and the turn of the old date", () => {
  const calls = [
    ["wake", "customers.find", "moved"],
    ["wake", "pauses.read", "moved"],
    ["wake", "turns.find", "moved"],
    ["wake", "runs.goOn", "moved"],
    ["turn", "customers.find", "moved"],
    ["turn", "turns.record", "moved"],
    ["turn", "customers.commit", "moved"],
    ["turn", "enrollments.settle", "decided"],
    ["deliver", "customers.commit", "decided"],
  ] as const;
  const moves = [
    ["later", "2026-01-30", "2026-01-29T10:10"],
    ["beyond day 300", "2027-01-30", "2027-01-29T10:10"],
  ] as const;
  const cases = moves.flatMap(([how, date, sent]) =>
    calls.map(([kind, call, first]) => ({ how, date, sent, kind, call, first })),
  );

  it.each(cases)("$how, in the midst of $kind, at $call: $first", async (one) => {
    const { date, sent, kind, call, first } = one;
    const stage = await booked({});
    const { ports, agenda } = stage.runtime;
    const acceptEvents = createAcceptEvents(ports);
    stage.strike(kind, call, async (go) => {
      const moved = { id: "moved", type: "appointment.moved", customer: "c1", properties: {} };
      const event = { ...moved, at: agenda.clock.now(), profile: appointment(date) };
      await acceptEvents(await ports.keys.keyOf("c1"), [event]);
      return go();
    });
    const due = first === "moved" ? sent : "2026-01-19T10:10";
    expect(await outcomeAt(stage, at("2027-04-01"))).toEqual([due]);
  });

  it("completes what the last turn was still at, where the move ended its wait at once", async () => {
    const call: Step = { do: "task", id: "call", team: "service", note: "call", due: "2d" };
    const stage = createStage({ steps: [call, reminder, mail] });
    const { ports, agenda } = stage.runtime;
    stage.strike("turn", "tasks.open", async (go, handling) => {
      const moved = { id: "moved", type: "appointment.moved", customer: "c1", properties: {} };
      const event = { ...moved, at: agenda.clock.now(), profile: appointment("2026-01-04") };
      await createAcceptEvents(ports)(await ports.keys.keyOf("c1"), [event]);
      const enrollment = stage.enrollment()?.id ?? "";
      // The token is used: nobody retries the turn that breaks off here.
      await createWakeEnrollment(ports)({ enrollment, turn: 1 });
      return crashBefore(go, handling);
    });
    await stage.tell("customer.registered", {}, appointment("2026-01-20"));
    expect(await outcomeAt(stage, at("04-01"))).toEqual(["2026-01-05T10:00"]);
    expect(stage.runtime.timeline.kept.tasks.size).toBe(1);
  });
});
