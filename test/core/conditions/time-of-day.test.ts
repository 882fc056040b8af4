import { describe, expect, it } from "vitest";
import type { Condition } from "../../../src/core/definitions/condition.ts";
import { applyEvent } from "../../../src/core/events/apply-event.ts";
import { at, customer, event } from "../given.ts";
import { publish } from "./ask.ts";

const now = at("03-10 12:00");
const login = { event: "login" };
const night = { ...login, timeOfDay: "22:00-06:00" };
const activeAtNight: Condition = { ratio: night, to: login, within: "30d", atLeast: "50%" };

/** Logins at these times in UTC, of a customer in this zone. */
function holds(condition: Condition, times: readonly string[], zone?: string, shop = "UTC") {
  const { definitions, ask } = publish(condition, shop);
  let who = customer(zone === undefined ? {} : { zone });
  for (const time of times) {
    who = applyEvent(who, event("login", at(time)), definitions, now).customer;
  }
  return ask(condition, who, now);
}

describe("the time of day of events", () => {
  it.each<[Condition, string[], string | undefined, boolean]>([
    [{ ...night, count: { is: 2 } }, ["03-01 22:00", "03-02 05:59"], undefined, true],
    [night, ["03-01 21:59", "03-02 06:00"], undefined, false],
    [{ ...night, within: "24h" }, ["03-10 04:00"], undefined, true],
    // 15:30 in London is 23:30 in Shanghai.
    [night, ["03-01 15:30"], "Asia/Shanghai", true],
    [night, ["03-01 22:30"], "Asia/Shanghai", false],
    [activeAtNight, ["03-01 23:00", "03-02 12:00"], undefined, true],
    [activeAtNight, ["03-01 23:00", "03-02 12:00", "03-03 12:00"], undefined, false],
    [activeAtNight, ["01-01 23:00", "03-02 12:00"], undefined, false],
    [activeAtNight, [], undefined, false],
    [{ trend: night, within: "7d", down: "100%" }, ["03-01 23:00", "03-05 12:00"], undefined, true],
    [{ ...login, count: { is: 2 } }, ["03-01 23:00", "03-05 12:00"], undefined, true],
  ])("%j after %j in zone %s is %s", (condition, times, zone, expected) => {
    expect(holds(condition, times, zone)).toBe(expected);
  });

  it("is of the shop's zone where the customer's is not known", () => {
    expect(holds(night, ["03-01 15:30"], undefined, "Asia/Shanghai")).toBe(true);
  });

  it("is of the zone that the customer has as the event is accepted, by that event too", () => {
    const { definitions, ask } = publish({ ...night, count: { atLeast: 1 } });
    const moved = event("login", at("03-01 15:30"), { profile: { zone: "Asia/Shanghai" } });
    const who = applyEvent(customer(), moved, definitions, now).customer;
    const back = event("login", at("03-02 15:30"), { profile: { zone: "UTC" } });
    const home = applyEvent(who, back, definitions, now).customer;
    expect(ask({ ...night, count: { is: 1 } }, who, now)).toBe(true);
    expect(ask({ ...night, count: { is: 1 } }, home, now)).toBe(true);
  });
});
