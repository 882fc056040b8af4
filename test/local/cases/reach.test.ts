import { describe, expect, it } from "vitest";
import { send } from "./case-files.ts";
import { check, playCase } from "./play-case.ts";

const byPhone = (number: string) => {
  return { addresses: { sms: [number] }, consents: { "sms:*": true } };
};

describe("hours of a channel", () => {
  it("of a customer without a zone are those of all zones of the country", async () => {
    const [message = "", ...others] = await playCase({
      journeys: { cart: { entry: { on: "cart.filled" }, steps: [send("text", ["sms"])] } },
      settings: { zone: "Asia/Shanghai" },
      customers: { zoe: { ...byPhone("+12125550100"), zone: undefined, country: "US" } },
      // 15:00 in Shanghai, and 02:00 in New York.
      events: [{ type: "cart.filled", customer: "zoe", at: "03-02 07:00" }],
      to: "03-05",
    });
    expect(others).toEqual([]);
    const [, day = "", time = ""] = /^zoe text (\S+) (\S+)$/.exec(message) ?? [];
    const sentAt = Date.parse(`2026-${day}T${time}:00+08:00`);
    const hours = ["America/New_York", "America/Los_Angeles", "Pacific/Honolulu"].map((zone) =>
      Number(new Date(sentAt).toLocaleString("en-GB", { timeZone: zone, hour: "2-digit" })),
    );
    // 47 CFR 64.1200(c)(1): from 8 to 21 on the clock of the person called.
    for (const hour of hours) expect(hour).toBeGreaterThanOrEqual(8);
    for (const hour of hours) expect(hour).toBeLessThan(21);
  });

  it("that the window never meets make the message take the next channel, and check says so", async () => {
    const journeys = {
      cart: {
        entry: { on: "cart.filled" },
        sendWindow: { days: "every-day", between: ["21:30-23:00"] },
        steps: [send("hello", ["sms", "email"])],
      },
    };
    expect(check({ journeys }).said.join()).toContain("never goes out by sms in");
    const { addresses, consents } = byPhone("+33612345678");
    const [message = "", ...others] = await playCase({
      journeys,
      customers: {
        luc: {
          addresses: { ...addresses, email: ["luc@example.com"] },
          consents: { ...consents, "email:*": true },
          zone: "Europe/Paris",
          country: "FR",
        },
      },
      events: [{ type: "cart.filled", customer: "luc", at: "03-02 07:00" }],
      to: "03-05",
    });
    expect(others).toEqual([]);
    const [, time = ""] = /^luc hello 03-02 (\S+)$/.exec(message) ?? [];
    expect(time >= "21:30" && time < "23:00").toBe(true);
  });
});
