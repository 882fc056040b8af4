import { expect, test } from "vitest";
import { byMail, bySms, playExamples } from "./example-play.ts";

const registered = "2026-03-02 09:30";

test("sends the coupon within the hour of registration, with the code that was issued", async () => {
  const { tell, until, sent, play } = playExamples();
  await tell("customer.registered", "C1", registered, { profile: byMail });
  await until("2026-03-02 10:30");
  expect(sent.map(({ step, local }) => `${step} ${local}`)).toEqual([
    "welcome Mon 2026-03-02 09:30",
  ]);
  const [offer] = play.runtime.timeline.kept.offers.values();
  expect(offer).toMatchObject({ offer: "welcome-100-off-15", value: 15, customer: "C1" });
  const mail = sent[0]?.rendered;
  expect(mail).toMatchObject({ to: "xiaowen@example.com" });
  expect(JSON.stringify(mail)).toContain(offer?.code);
  expect(JSON.stringify(mail)).toContain("有效期至 3月9日 09:30");
});

test("writes in the customer's language", async () => {
  const { tell, sent } = playExamples();
  const profile = { ...byMail, attributes: { firstName: "Tom" }, locale: "en-GB" };
  await tell("customer.registered", "C1", registered, { profile });
  expect(sent[0]?.rendered).toMatchObject({
    subject: "Welcome to 栖物 Nestory, Tom: 15 off your first 100",
  });
});

test("unused for a day, the coupon is followed by the guide; then day 3, then a task on day 7", async () => {
  const { tell, until, steps, play, decisions } = playExamples();
  await tell("customer.registered", "C1", registered, { profile: byMail });
  await until("2026-03-31 00:00");
  expect(steps()).toEqual([
    "welcome email Mon 2026-03-02 09:30",
    "guide email Tue 2026-03-03 09:30",
    "favourites email Thu 2026-03-05 09:30",
  ]);
  const [task] = play.runtime.timeline.kept.tasks.values();
  expect(task).toMatchObject({ team: "service", note: "新客注册7天未首购，需人工跟进" });
  expect(decisions()).toContain("follow-up: task for service, due 2026-03-11T01:30:00Z");
  expect(decisions()).toContain("redeemed: took else: no coupon.redeemed within 24h");
});

test("a coupon used within the day is not followed by the guide", async () => {
  const { tell, until, steps } = playExamples();
  await tell("customer.registered", "C1", registered, { profile: byMail });
  const properties = { offer: "welcome-100-off-15", code: "X" };
  await tell("coupon.redeemed", "C1", "2026-03-03 09:29", { properties });
  await until("2026-03-04 12:00");
  expect(steps()).toEqual(["welcome email Mon 2026-03-02 09:30"]);
});

test("another offer's coupon does not count as this one", async () => {
  const { tell, until, steps } = playExamples();
  await tell("customer.registered", "C1", registered, { profile: byMail });
  await tell("coupon.redeemed", "C1", "2026-03-02 20:00", { properties: { offer: "other" } });
  await until("2026-03-04 12:00");
  expect(steps()).toContain("guide email Tue 2026-03-03 09:30");
});

test("an order during any wait ends everything at once: no message, no task", async () => {
  const { tell, until, sent, play } = playExamples();
  await tell("customer.registered", "C1", registered, { profile: byMail });
  const properties = { orderId: "O1", total: 150 };
  await tell("order.placed", "C1", "2026-03-04 08:00", { properties });
  await until("2026-04-30 00:00");
  const ours = sent.filter(({ journey }) => journey === "first-purchase");
  expect(ours.map(({ step }) => step)).toEqual(["welcome", "guide"]);
  expect(play.runtime.timeline.kept.tasks.size).toBe(0);
  const { journeys } = play.report();
  const report = journeys.find(({ name }) => name === "first-purchase");
  expect(report).toMatchObject({ entered: 1, inProgress: 0, exited: { "order.placed": 1 } });
  expect(report?.goal).toMatchObject({ met: 1, value: 150, target: 0.2, actual: 1, attainment: 5 });
});

test("who has neither consent nor address gets nothing, and the record says why", async () => {
  const { tell, until, sent, decisions } = playExamples();
  const profile = { ...byMail, consents: { "email:*": { given: false } } };
  await tell("customer.registered", "C1", registered, { profile });
  await until("2026-03-31 00:00");
  expect(sent).toEqual([]);
  expect(decisions()).toContain(
    "welcome: not sent: no consent to onboarding by email; no sms address; no push address",
  );
});

test("an SMS of the small hours waits for the morning, the coupon's mail does not", async () => {
  const { tell, until, steps, decisions } = playExamples();
  await tell("customer.registered", "C1", "2026-03-02 02:10", { profile: byMail });
  await tell("customer.registered", "C2", "2026-03-02 02:10", { profile: bySms });
  await until("2026-03-02 09:00");
  expect(steps()[0]).toBe("welcome email Mon 2026-03-02 02:10");
  expect(steps()[1]).toMatch(/^welcome sms Mon 2026-03-02 08:0\d$/);
  expect(decisions().join()).toMatch(
    /held until Mon 2026-03-02 08:0\d Asia\/Shanghai: quiet hours/,
  );
});

test("registering again changes nothing", async () => {
  const { tell, until, sent, play } = playExamples();
  await tell("customer.registered", "C1", registered, { profile: byMail });
  await until("2026-03-20 00:00");
  const before = sent.length;
  await tell("customer.registered", "C1", "2026-03-20 10:00", { profile: byMail });
  await until("2026-03-31 00:00");
  expect(sent).toHaveLength(before);
  const report = play.report().journeys.find(({ name }) => name === "first-purchase");
  expect(report?.notEntered).toEqual({ "re-entry: entered 1 of at most 1 time": 1 });
});
