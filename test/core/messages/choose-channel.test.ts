import { describe, expect, it } from "vitest";
import type { Channel } from "../../../src/core/channels/channels.ts";
import type { Customer } from "../../../src/core/customers/customer.ts";
import type { Settings } from "../../../src/core/definitions/settings.ts";
import { chooseChannel } from "../../../src/core/messages/choose-channel.ts";
import { formatInstant } from "../../../src/core/time/instant.ts";
import { at, customer, definitions, journey } from "../given.ts";

const reachable: Partial<Customer> = {
  addresses: {
    email: [{ to: "c1@example.com" }],
    sms: [{ to: "+12125550100" }],
    push: [{ to: "device-1" }],
  },
  consents: {
    "email:*": { given: true, at: 0 },
    "sms:*": { given: true, at: 0 },
    "push:*": { given: true, at: 0 },
  },
};

function choose(
  channels: Channel[],
  now: string,
  who: Partial<Customer>,
  change: Partial<Settings> = {},
  between?: string[],
) {
  const sendWindow = between && { days: "every-day" as const, between };
  const published = definitions(journey({ ...(sendWindow && { sendWindow }) }), change);
  const choice = chooseChannel(
    {
      customer: customer({ ...reachable, ...who }),
      journey: published.live.get("welcome")!,
      definitions: published,
      now: at(now),
    },
    { step: { channels }, purpose: "care" },
  );
  if (choice.kind !== "chosen") return choice;
  const { channel, hours, zone } = choice;
  return {
    channel,
    zone,
    opens: hours.kind === "closed" ? formatInstant(hours.opens) : "now",
    closes: formatInstant(hours.closes),
  };
}

const shanghai = { zone: "Asia/Shanghai" };

describe("a customer without a zone", () => {
  it("gets no SMS before 8 in Honolulu and after 21 in New York, being in the US", () => {
    // 07:00Z is 02:00 in New York. In winter 18:00Z is 08:00 in Honolulu and Adak, 13:00 in New York.
    expect(choose(["sms"], "03-02 07:00", { country: "US" }, shanghai)).toEqual({
      channel: "sms",
      zone: "Asia/Shanghai",
      opens: "2026-03-02T18:00:00Z",
      closes: "2026-03-03T02:00:00Z",
    });
    // In summer 18:00Z is 08:00 in Honolulu still, and 21:00 in New York an hour earlier.
    expect(choose(["sms"], "07-01 17:59", { country: "US" }, shanghai)).toMatchObject({
      opens: "2026-07-01T18:00:00Z",
      closes: "2026-07-02T01:00:00Z",
    });
  });

  it("in China, has Shanghai's hours alone", () => {
    expect(choose(["sms"], "03-02 00:00", { country: "CN" }, { zone: "UTC" })).toMatchObject({
      opens: "now",
      closes: "2026-03-02T14:00:00Z",
    });
  });

  it("of an unknown country, has the shop's hours", () => {
    // A satellite phone's number is of no country.
    const addresses = { sms: [{ to: "+882161234567" }] };
    for (const country of [undefined, "XX", "AQ"]) {
      const who = country === undefined ? { addresses } : { addresses, country };
      expect(choose(["sms"], "03-02 20:00", who, shanghai)).toMatchObject({
        opens: "2026-03-03T00:00:00Z",
      });
    }
  });

  it("whose zone is known has that one's hours, whatever the country", () => {
    const who = { country: "US", zone: "America/New_York" };
    expect(choose(["sms"], "03-02 13:00", who, shanghai)).toMatchObject({ opens: "now" });
  });

  it("is held where settings say so, for every country", () => {
    const hold = { unknownZone: "hold" as const };
    expect(choose(["sms", "email"], "03-02 07:00", { country: "US" }, hold)).toEqual({
      kind: "zone-unknown",
    });
  });

  it("has the send window in the shop's zone, the quiet hours in all zones of the country", () => {
    // 10:00-20:00 in Berlin is 09:00Z-19:00Z; 18:00Z is 08:00 in Honolulu: an hour is left.
    const berlin = { zone: "Europe/Berlin" };
    const who = { country: "US" };
    expect(choose(["sms"], "03-02 07:00", who, berlin, ["10:00-20:00"])).toMatchObject({
      opens: "2026-03-02T18:00:00Z",
      closes: "2026-03-02T19:00:00Z",
    });
  });

  it("gets the next channel where window and quiet hours leave no time in common", () => {
    const who = { country: "US" };
    expect(choose(["sms", "email"], "03-02 07:00", who, shanghai, ["10:00-12:00"])).toMatchObject({
      channel: "email",
      opens: "2026-03-03T02:00:00Z",
    });
    expect(choose(["sms"], "03-02 07:00", who, shanghai, ["10:00-12:00"])).toEqual({
      kind: "none",
      why: { code: "channel-quiet-in-window", params: { channel: "sms" } },
    });
  });
});

describe("a channel that can't be used in the whole window", () => {
  const paris = { zone: "Europe/Paris", country: "FR" };

  it("is passed over: the next one is taken", () => {
    expect(choose(["sms", "email"], "03-02 07:00", paris, {}, ["21:30-23:00"])).toEqual({
      channel: "email",
      zone: "Europe/Paris",
      opens: "2026-03-02T20:30:00Z",
      closes: "2026-03-02T22:00:00Z",
    });
  });

  it("is waited for where another part of the window is left", () => {
    const between = ["21:30-23:00", "10:00-10:30"];
    expect(choose(["sms", "email"], "03-02 20:30", paris, {}, between)).toMatchObject({
      channel: "sms",
      opens: "2026-03-03T09:00:00Z",
    });
  });

  it("is the reason where there is no other, and is told beside the reasons of the others", () => {
    expect(choose(["sms"], "03-02 07:00", paris, {}, ["21:30-23:00"])).toEqual({
      kind: "none",
      why: { code: "channel-quiet-in-window", params: { channel: "sms" } },
    });
    const noMail = { ...paris, addresses: { sms: [{ to: "+33612345678" }] } };
    expect(choose(["sms", "email"], "03-02 07:00", noMail, {}, ["21:30-23:00"])).toEqual({
      kind: "none",
      why: "sms: its quiet hours leave nothing of the send window; no email address",
    });
  });

  it("is not the reason where the window has no time at all", () => {
    const weekend = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
    const off = { from: "2026-01-01", to: "2027-12-31", weekend: [...weekend], off: [] };
    const between = ["10:00-12:00"];
    const never = { days: "workdays", between, calendar: "rest" } as const;
    const change = { calendars: { rest: off }, sendWindow: { ...never, between } };
    expect(choose(["sms", "email"], "03-02 07:00", paris, change)).toEqual({
      kind: "none",
      why: "the send window never opens",
    });
  });
});
