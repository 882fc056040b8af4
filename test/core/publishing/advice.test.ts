import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import {
  coupon,
  type Files,
  now,
  send,
  shopFiles,
  withJourney,
  withSettings,
  withSteps,
} from "./shop-files.ts";

function check(files: Files, at = now): string[] {
  const { problems, set } = checkFiles(files, { now: at });
  expect(set).toBeDefined();
  return problems.map(describeProblem);
}

const sends = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...send, id: `send-${index}` }));

describe("advice", () => {
  it("comes with many sends, no goal and no exit", () => {
    const journey = { goal: undefined, exitWhen: undefined, steps: [coupon, ...sends(6)] };
    expect(check(withJourney(journey))).toEqual([
      "journeys/winback.json · steps (advice): 6 sends in one journey; more than 5 tire people",
      "journeys/winback.json · goal (advice): no goal, so nobody can see whether the journey works",
      "journeys/winback.json · exitWhen (advice): no exit, so messages go on after the customer did what you wanted",
    ]);
    expect(check(withSteps(coupon, ...sends(5)))).toEqual([]);
  });

  it("comes with a send window inside quiet hours, by channel and country", () => {
    const sendWindow = { days: "every-day", between: ["21:15-21:45"] };
    const steps = [coupon, { ...send, channels: ["email", "sms"] }];
    expect(check(withJourney({ sendWindow, steps }))).toEqual([
      "journeys/winback.json · steps[1].channels[1] (advice): never goes out by sms in US, countries without quiet hours of their own: the send window, 21:15 to 21:45, lies in quiet hours there",
    ]);
    const later = { days: "every-day", between: ["21:15-21:45", "20:00-20:15"] };
    expect(check(withJourney({ sendWindow: later, steps }))).toEqual([]);
  });

  const orders = (event: string) => ({
    "segments/no-order.json": { name: "no-order", when: { not: { event, within: "30d" } } },
  });

  it.each(["order.place", "order.palced", "Order_Placed", "orders.placed"])(
    "comes with %s beside order.placed, which is written more often",
    (event) => {
      expect(check(shopFiles(orders(event)))).toEqual([
        `segments/no-order.json · when.not.event (advice): "${event}" is nearly "order.placed", an event of journeys/winback; if the same event is meant, write "order.placed"`,
      ]);
    },
  );

  it.each(["order.paid", "order.returned", "login", "order.placed"])(
    "does not come with %s beside order.placed",
    (event) => {
      expect(check(shopFiles(orders(event)))).toEqual([]);
    },
  );

  it.each(["segment.entred", "message.open", "date.reach"])(
    "comes with %s, which is nearly an event of Sojourn's own",
    (on) => {
      expect(check(withJourney({ entry: { on } }))).toEqual([
        expect.stringMatching(/entry\.on \(advice\): .* an event of Sojourn; if/),
      ]);
    },
  );

  const waits = (more: object) =>
    withJourney({
      exitWhen: [{ event: "order.placed", where: { shop: "a" }, anyKey: false }],
      entry: { on: "cart.filled", key: "cart" },
      steps: [
        coupon,
        {
          do: "waitFor",
          id: "ordered",
          event: "order.placed",
          where: { shop: "a", total: { atLeast: 3 } },
          atMost: "3d",
          // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
          then: [{ ...send, id: "thanks" }],
          else: [send],
          ...more,
        },
      ],
    });

  it("comes with a then that an exit makes unreachable", () => {
    expect(check(waits({}))).toEqual([
      "journeys/winback.json · steps[1].then (advice): nobody comes here: order.placed ends the run by exitWhen[0], before this way is gone",
    ]);
    for (const reachable of [
      { event: "login" },
      { where: { shop: "b" } },
      { where: undefined },
      { anyKey: true },
      // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
      { then: undefined },
    ]) {
      expect(check(waits(reachable))).toEqual([]);
    }
  });

  it("comes with a case that an exit makes unreachable", () => {
    const branch = (when: object) => {
      const steps = [{ ...send, id: "thanks" }];
      return withSteps(coupon, { do: "branch", id: "b", cases: [{ when, steps }], else: [send] });
    };
    const ordered = { event: "order.placed", since: "entry" };
    const told = [
      "journeys/winback.json · steps[1].cases[0].when (advice): nobody comes here: order.placed ends the run by exitWhen[0], before this way is gone",
    ];
    expect(check(branch(ordered))).toEqual(told);
    expect(check(branch({ all: [{ tag: "vip" }, ordered] }))).toEqual(told);
    expect(check(branch({ any: [{ tag: "vip" }, ordered] }))).toEqual([]);
    expect(check(branch({ event: "order.placed", within: "30d" }))).toEqual([]);
    expect(check(branch({ ...ordered, count: { is: 0 } }))).toEqual([]);
    const steps = [send, { do: "wait", for: "1d" }];
    const repeat = { do: "repeat", id: "r", times: 3, until: ordered, steps };
    expect(check(withSteps(coupon, repeat))).toEqual([]);
  });

  it("comes with passes that send without a wait between", () => {
    const repeat = (...steps: readonly object[]) => ({ do: "repeat", id: "r", times: 3, steps });
    expect(check(withSteps(coupon, repeat(send)))).toEqual([
      "journeys/winback.json · steps[1] (advice): sends without a wait between the passes, so all at once",
    ]);
    expect(check(withSteps(coupon, repeat(send, { do: "wait", for: "1d" })))).toEqual([]);
  });

  it.each([
    [Date.UTC(2026, 9, 31), []],
    [Date.UTC(2026, 10, 5), ["ends on 2026-12-31; write the next year's days off in time"]],
    [Date.UTC(2027, 0, 2), ["ended on 2026-12-31; since then only weekends count, no holidays"]],
  ])("comes while a calendar runs out (%i)", (at, expected) => {
    const lines = check(shopFiles(), at);
    expect(lines).toEqual(
      expected.map((text) => `settings.json · calendars.cn.to (advice): ${text}`),
    );
  });

  it("counts SMS parts with the way out, as examples and defaults make them", () => {
    const sms = (text: string) => check(shopFiles({ "templates/winback-offer/sms.txt": text }));
    // 6 characters of opt-out and a space.
    expect(sms("字".repeat(63))).toEqual([]);
    expect(sms("字".repeat(64))).toEqual([
      "templates/winback-offer/sms.txt (advice): about 71 UCS-2 characters are 2 parts; 70 fit one",
    ]);
    const latin = new Map([
      ...withSettings({ senders: { email: { from: "a@b.c" }, sms: { optOut: "STOP" } } }),
      ["templates/winback-offer/sms.txt", "x".repeat(156)],
    ]);
    expect(check(latin)).toEqual([
      "templates/winback-offer/sms.txt (advice): about 161 GSM-7 characters are 2 parts; 160 fit one",
    ]);
  });

  it("comes with a wide subject", () => {
    const subject = (text: string) =>
      check(shopFiles({ "templates/winback-offer/subject.txt": text }));
    expect(subject("x".repeat(78))).toEqual([]);
    expect(subject(`${"x".repeat(76)} {{ customer.firstName }}`)).toEqual([
      "templates/winback-offer/subject.txt (advice): about 81 columns wide, where a Chinese character takes two; mail programs cut after 78",
    ]);
    expect(subject("字".repeat(39))).toEqual([]);
    expect(subject("字".repeat(40))).toEqual([
      "templates/winback-offer/subject.txt (advice): about 80 columns wide, where a Chinese character takes two; mail programs cut after 78",
    ]);
    // A family is joined of three emoji, an accent stands on its letter.
    expect(subject(`${"x".repeat(70)}👨‍👩‍👧e\u0301`)).toEqual([]);
  });

  it("comes when a mail is only half translated", () => {
    expect(check(shopFiles({ "templates/winback-offer/subject.fr.txt": "Salut" }))).toEqual([
      "templates/winback-offer/subject.fr.txt (advice): is in fr, but email.html is not",
    ]);
  });
});
