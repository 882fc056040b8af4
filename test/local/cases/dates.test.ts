import { describe, expect, it } from "vitest";
import { send, wait } from "./case-files.ts";
import { playCase } from "./play-case.ts";

describe("a date that a journey waits for", () => {
  const visit = (offset: string, at?: string) => ({
    visit: {
      entry: { on: "visit.booked" },
      steps: [
        wait("before", { until: { attribute: "visit", offset, ...(at !== undefined && { at }) } }),
        send("reminder"),
      ],
    },
  });
  const says = (type: string, customer: string, at: string, date: string) => {
    return { type, customer, at, profile: { attributes: { visit: date } } };
  };

  it("moves the reminder when it moves, to later and to earlier", async () => {
    const played = playCase({
      journeys: visit("-1d", "10:00"),
      customers: { later: {}, sooner: {} },
      events: [
        says("visit.booked", "later", "03-02 10:00", "2026-03-10"),
        says("visit.booked", "sooner", "03-02 10:00", "2026-03-20"),
        says("visit.moved", "later", "03-05 10:00", "2026-03-20"),
        says("visit.moved", "sooner", "03-05 10:00", "2026-03-10"),
      ],
      to: "03-25",
    });
    expect(await played).toEqual(["sooner reminder 03-09 10:00", "later reminder 03-19 10:00"]);
  });
});

describe("the calendar", () => {
  it("gives a daily lesson each day at its time", async () => {
    const daily = {
      do: "repeat",
      id: "daily",
      times: 4,
      steps: [wait("next", { until: "09:00" }), send("lesson")],
    };
    const played = playCase({
      journeys: { course: { entry: { on: "course.begun" }, steps: [daily] } },
      customers: { tom: {} },
      events: [{ type: "course.begun", customer: "tom", at: "03-27 07:00" }],
      to: "04-03",
    });
    expect(await played).toEqual(
      ["27", "28", "29", "30"].map((day) => `tom lesson 03-${day} 09:00`),
    );
  });
});
