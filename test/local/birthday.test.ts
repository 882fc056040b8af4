import { expect, test } from "vitest";
import type { Profile } from "../../src/core/events/event.ts";
import { byMail, type ExamplePlay, playExamples } from "./example-play.ts";

async function born(birthday: string, profile: Profile = byMail): Promise<ExamplePlay> {
  const play = playExamples({ start: "2026-02-01 00:00" });
  const attributes = { ...profile.attributes, birthday };
  await play.tell("customer.updated", "C1", "2026-02-01 09:00", {
    profile: { ...profile, attributes },
  });
  return play;
}

test("a week before and on the day, in the customer's own morning", async () => {
  const { until, steps } = await born("1990-03-12");
  await until("2026-03-31 00:00");
  expect(steps()).toEqual([
    "before email Thu 2026-03-05 10:00",
    "on-the-day email Thu 2026-03-12 10:00",
  ]);
});

test("where the customer lives, not where the shop is", async () => {
  const london = { ...byMail, zone: "Europe/London", locale: "en", country: "GB" };
  const { until, steps, sent } = await born("1990-03-12", london);
  await until("2026-03-31 00:00");
  expect(steps()[0]).toBe("before email Thu 2026-03-05 18:00");
  expect(sent[0]?.rendered).toMatchObject({ subject: "A birthday gift from us" });
});

test("of 29 February on the 28th, in a year that has none", async () => {
  const { until, steps } = await born("2004-02-29");
  await until("2026-03-31 00:00");
  expect(steps()).toEqual([
    "before email Sat 2026-02-21 10:00",
    "on-the-day email Sat 2026-02-28 10:00",
  ]);
});

test("who has used the gift is not reminded of it", async () => {
  const { until, steps, tell } = await born("1990-03-12");
  const properties = { offer: "birthday-30", code: "X" };
  await tell("coupon.redeemed", "C1", "2026-03-07 20:00", { properties });
  await until("2026-03-31 00:00");
  expect(steps()).toEqual(["before email Thu 2026-03-05 10:00"]);
});

test("once a year, though the sweep comes by every hour", async () => {
  const { until, steps } = await born("1990-02-20");
  await until("2027-02-28 00:00");
  expect(steps().map((step) => step.slice(-16, -6))).toEqual([
    "2026-02-13",
    "2026-02-20",
    "2027-02-13",
    "2027-02-20",
  ]);
});
