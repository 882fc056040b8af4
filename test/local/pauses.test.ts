import { describe, expect, it } from "vitest";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { type PauseTarget, sweepsAfterUnpause } from "../../src/core/definitions/pause.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/time/instant.ts";
import { crashAfter, createStage, type Stage, stall } from "./regressions/stage.ts";

const mail = (id: string): Step => ({ do: "send", id, template: "plain", channels: ["email"] });
const wait: Step = { do: "wait", id: "rest", for: "3h" };
const all: PauseTarget = { kind: "all" };
const journey: PauseTarget = { kind: "journey", journey: "welcome" };
const email: PauseTarget = { kind: "channel", channel: "email" };

function open(change: Partial<Journey>) {
  const stage = createStage(change);
  const { runtime } = stage;
  return {
    ...stage,
    pause: (what: PauseTarget) => {
      return runtime.pauses.pause(what, { since: runtime.agenda.clock.now(), by: "ann" });
    },
    /** As the command line does it: the sweeps follow by themselves. */
    async unpause(what: PauseTarget) {
      await runtime.liftPause(what);
      let passed = 0;
      for (const seconds of sweepsAfterUnpause) {
        await stage.pass((seconds - passed) * SECOND);
        passed = seconds;
        await runtime.sweep();
      }
      await stage.pass(SECOND);
    },
  };
}

function messages({ runtime }: Pick<Stage, "runtime">) {
  return [...runtime.timeline.kept.messages.values()];
}

describe.each<[string, PauseTarget]>([
  ["everything is paused", all],
  ["its journey is paused", journey],
])("while %s", (_what, what) => {
  it("a customer enters and stays at the start until it is lifted", async () => {
    const stage = open({ steps: [mail("hello")] });
    await stage.pause(what);
    await stage.tell("customer.registered");
    await stage.pass(3 * DAY);
    expect(stage.enrollment()).toMatchObject({ state: "running", wait: { reason: "paused" } });
    expect(stage.told()).toBe("running");
    expect(messages(stage)).toEqual([]);
    expect(stage.count("wake")).toBe(0);
    await stage.unpause(what);
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
    expect(stage.told()).toBe("completed");
  });

  it("a wait that is over goes no further, and nobody asks again", async () => {
    const stage = open({ steps: [wait, mail("late")] });
    await stage.tell("customer.registered");
    await stage.pause(what);
    const before = stage.enrollment();
    await stage.pass(3 * DAY);
    expect(await stage.runtime.sweep()).toBe(0);
    expect(stage.enrollment()).toEqual(before);
    expect(stage.count("wake")).toBe(1);
    expect(stage.runtime.agenda.nextAt()).toBeUndefined();
    await stage.unpause(what);
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
  });

  it("an exit ends the enrollment at once", async () => {
    const stage = open({ steps: [wait, mail("late")], exitWhen: [{ event: "order.placed" }] });
    await stage.tell("customer.registered");
    await stage.pause(what);
    await stage.pass(4 * HOUR);
    await stage.tell("order.placed");
    expect(stage.told()).toBe("exited");
    expect(stage.runtime.runs.underWay()).toBe(0);
    await stage.unpause(what);
    expect(messages(stage)).toEqual([]);
  });

  it("an event that ends a wait is taken in, and decides once it is lifted", async () => {
    const used: Step = { do: "waitFor", id: "used", event: "coupon.used", atMost: "3h" };
    const stage = open({ steps: [{ ...used, else: [mail("reminder")] }] });
    await stage.tell("customer.registered");
    await stage.pause(what);
    await stage.tell("coupon.used");
    await stage.pass(DAY);
    expect(stage.enrollment()?.wait?.matched).toBeDefined();
    await stage.unpause(what);
    expect(stage.told()).toBe("completed");
    expect(messages(stage)).toEqual([]);
  });

  it("a message that is queued already leaves the queue, and goes out within a minute of its end", async () => {
    const stage = open({ steps: [mail("hello")] });
    stage.strike("deliver", "messages.find", async (go) => {
      await stage.pause(what);
      return go();
    });
    await stage.tell("customer.registered");
    await stage.pass(5 * HOUR);
    expect(messages(stage)).toMatchObject([{ state: "held", reason: { code: "paused" } }]);
    expect(stage.count("deliver")).toBe(1);
    expect(stage.runtime.agenda.nextAt()).toBeUndefined();
    await stage.runtime.liftPause(what);
    await stage.pass(MINUTE);
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
  });
});

describe("a pause", () => {
  it("of a channel lets journeys go on and holds what they send by it, until that expires", async () => {
    const stage = open({
      steps: [mail("hello"), { do: "task", id: "call", team: "t", note: "n", due: "1d" }],
    });
    await stage.pause(email);
    await stage.tell("customer.registered");
    await stage.pass(HOUR);
    expect(stage.told()).toBe("completed");
    expect(stage.runtime.timeline.kept.tasks.size).toBe(1);
    expect(messages(stage)).toMatchObject([{ state: "held", reason: { code: "paused" } }]);
    await stage.pass(30 * DAY);
    expect(stage.runtime.agenda.nextAt()).toBeUndefined();
    await stage.unpause(email);
    expect(messages(stage)).toMatchObject([{ state: "dropped", reason: "paused; expired" }]);
    expect(stage.sent).toEqual([]);
  });

  it.each<[string, PauseTarget]>([
    ["journey", { kind: "journey", journey: "other" }],
    ["channel", { kind: "channel", channel: "sms" }],
  ])("of another %s changes nothing", async (_what, what) => {
    const stage = open({ steps: [mail("hello")] });
    await stage.pause(what);
    await stage.tell("customer.registered");
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
  });

  it("that is lifted in part leaves the rest where it stands", async () => {
    const stage = open({ steps: [mail("hello")] });
    await stage.pause(all);
    await stage.pause(journey);
    await stage.tell("customer.registered");
    await stage.unpause(all);
    expect(messages(stage)).toEqual([]);
    await stage.unpause(journey);
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
  });

  it("lets nothing out in a burst: what it held waits for the send window", async () => {
    // A Monday, 10:00.
    const sendWindow = { days: "workdays" as const, between: ["10:00-12:00"] };
    const stage = open({ steps: [wait, mail("late")], sendWindow });
    await stage.tell("customer.registered");
    await stage.pause(all);
    await stage.pass(9 * HOUR);
    await stage.unpause(all);
    expect(stage.enrollment()).toMatchObject({ wait: { reason: "send-window" } });
    expect(messages(stage)).toEqual([]);
    await stage.pass(DAY);
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
  });

  it("that ends minutes after a wait does leaves it to the second sweep", async () => {
    const stage = open({ steps: [wait, mail("late")] });
    await stage.tell("customer.registered");
    await stage.pause(all);
    await stage.pass(3 * HOUR);
    expect(stage.enrollment()?.turn).toBe(1);
    await stage.unpause(all);
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
  });
});

describe("a turn that met a pause", () => {
  it("goes on by itself where the sweeps came by before its commit", async () => {
    const stage = open({ steps: [mail("hello")] });
    await stage.pause(all);
    stage.strike("turn", "customers.commit", async (go) => {
      await stage.unpause(all);
      return go();
    });
    await stage.tell("customer.registered");
    await stage.pass(SECOND);
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
  });

  it("stays where it is when it is tried again, and keeps the token that works", async () => {
    const stage = open({ steps: [mail("hello")] });
    await stage.pause(all);
    stage.strike("turn", "customers.commit", crashAfter);
    await stage.tell("customer.registered");
    await stage.pass(DAY);
    expect(stage.enrollment()).toMatchObject({ turn: 1, wait: { reason: "paused" } });
    await stage.unpause(all);
    expect(stage.told()).toBe("completed");
  });

  it("loses no effect of the turn that it overtook", async () => {
    const task: Step = { do: "task", id: "call", team: "t", note: "n", due: "1d" };
    const used: Step = { do: "waitFor", id: "used", event: "coupon.used", atMost: "3h" };
    const stage = open({ steps: [task, used, mail("late")] });
    stage.strike("turn", "tasks.open", async (go, handling) => {
      await stage.tell("coupon.used");
      return stall(DAY)(go, handling);
    });
    stage.strike("turn", "pauses.read", async (go) => {
      stage.strike("turn", "pauses.read", async (next) => {
        await stage.pause(all);
        return next();
      });
      return go();
    });
    await stage.tell("customer.registered");
    await stage.pass(HOUR);
    expect(stage.enrollment()).toMatchObject({ turn: 2, wait: { paused: true } });
    expect(stage.runtime.timeline.kept.tasks.size).toBe(1);
    await stage.unpause(all);
    expect(messages(stage)).toMatchObject([{ state: "sent" }]);
  });
});
