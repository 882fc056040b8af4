import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { coupon, now, send, shopFiles } from "./shop-files.ts";

const shop = JSON.parse(shopFiles().get("settings.json") ?? "") as object;
const winback = JSON.parse(shopFiles().get("journeys/winback.json") ?? "") as object;

/** What is said of the send's channels and of quiet hours. */
/** @param between of the window; null: there is none */
function check(settings: object, between?: readonly string[] | null, channels = ["email", "sms"]) {
  const sendWindow = between && { days: "every-day", between };
  const journey = {
    ...winback,
    ...(sendWindow && { sendWindow }),
    ...(between === null && { sendWindow: undefined }),
    steps: [coupon, { ...send, channels }],
  };
  const files = new Map([
    ...shopFiles(),
    ["settings.json", JSON.stringify({ ...shop, ...settings })] as const,
    ["journeys/winback.json", JSON.stringify(journey)] as const,
  ]);
  return checkFiles(files, { now })
    .problems.map(describeProblem)
    .filter((line) => /quiet|zone/.test(line));
}

describe("a send whose window lies in quiet hours", () => {
  it("is refused where that holds of all its channels, everywhere", () => {
    expect(check({}, ["22:30-23:30"], ["sms", "push"])).toEqual([
      "journeys/winback.json · steps[1].channels: never goes out: the send window, 22:30 to 23:30, lies in the quiet hours of all its channels (sms 21:00 to 08:00, push 22:00 to 08:00, by the customer's clock); write a window that reaches beyond them",
    ]);
  });

  it("is no error where one channel can be used, or one country has another rule", () => {
    expect(check({}, ["22:30-23:30"])).toEqual([
      "journeys/winback.json · steps[1].channels[1] (advice): never goes out by sms in US, CN, countries without quiet hours of their own: the send window, 22:30 to 23:30, lies in quiet hours there",
    ]);
    expect(check({}, ["21:15-21:45"], ["sms"])).toEqual([
      "journeys/winback.json · steps[1].channels[0] (advice): never goes out by sms in US, countries without quiet hours of their own: the send window, 21:15 to 21:45, lies in quiet hours there",
    ]);
  });

  it("is no matter of transactional purposes", () => {
    expect(check({ purposes: { winback: { transactional: true } } }, ["22:30-23:30"])).toEqual([]);
  });
});

describe("a send without a window whose quiet hours last all day", () => {
  const allDay = (country?: string) => ({
    quietHours: [
      { channel: "sms", between: "00:00-24:00", ...(country !== undefined && { country }) },
    ],
  });

  it("is told for the country where they do", () => {
    expect(check({ ...allDay("DE"), sendWindow: undefined }, null, ["sms"])).toEqual([
      "journeys/winback.json · steps[1].channels[0] (advice): never goes out by sms in DE: quiet hours last the whole day there; write shorter ones",
    ]);
  });

  it("is refused where that holds of every country and channel", () => {
    const everywhere = [undefined, "US", "CN"].flatMap((one) => allDay(one).quietHours);
    const said = check({ quietHours: everywhere, sendWindow: undefined }, null, ["sms"]);
    expect(said.filter((line) => line.includes("steps"))).toEqual([
      "journeys/winback.json · steps[1].channels: never goes out: quiet hours of all its channels last the whole day (sms 00:00 to 24:00); write shorter ones",
    ]);
  });

  it.each([
    ["UK", "GB"],
    ["gb", "GB"],
  ])("names the country that was meant: %s", (country, meant) => {
    const [said = ""] = check({
      quietHours: [{ channel: "sms", country, between: "21:00-08:00" }],
    });
    expect(said).toContain(`"${country}" is no country of ISO 3166, such as CN`);
    expect(said).toContain(`did you mean "${meant}"?`);
  });
});

describe("a cap of none", () => {
  it("is refused where it would hold every message for ever", () => {
    const cap = (overCap: string) => ({
      caps: [{ channel: "sms", atMost: 0, per: "7d", overCap }],
    });
    const files = (settings: object) =>
      new Map([
        ...shopFiles(),
        ["settings.json", JSON.stringify({ ...shop, ...settings })] as const,
      ]);
    const said = (overCap: string) =>
      checkFiles(files(cap(overCap)), { now }).problems.map(describeProblem);
    expect(said("defer")).toContain(
      'settings.json · caps[0].atMost: 0 with "defer" holds every message; write "drop", or 1',
    );
    expect(said("drop").filter((line) => line.includes("caps[0]"))).toEqual([]);
  });
});

describe("a cap per day that defers", () => {
  const said = (settings: object) => {
    const caps = [{ channel: "email", atMost: 2, per: "day", overCap: "defer" }];
    const shopSettings = JSON.stringify({ ...shop, caps, ...settings });
    const files = new Map([...shopFiles(), ["settings.json", shopSettings] as const]);
    const lines = checkFiles(files, { now }).problems.map(describeProblem);
    return lines.filter((line) => line.includes("midnight"));
  };

  it("is advised against where nothing holds its messages until the morning", () => {
    expect(said({ sendWindow: undefined })).toEqual([
      expect.stringContaining(
        "settings.json · caps[0].overCap (advice): a message beyond it goes out",
      ),
    ]);
    expect(said({ sendWindow: { days: "every-day", between: ["09:00-20:00"] } })).toEqual([]);
  });
});

describe("customers without a zone", () => {
  const american = { zone: "America/New_York" };
  const rare =
    'customers in US without a zone get nothing by sms: no time of the send window is outside the quiet hours of every zone there; write a wider window, or "unknownZone": "hold"';

  it("of the shop's own country: a window without a time that is quiet in none of its zones is refused", () => {
    expect(check(american, ["09:00-10:00"], ["sms"])).toEqual([
      `journeys/winback.json · steps[1].channels: ${rare}`,
    ]);
    expect(check(american, ["09:00-20:00"], ["sms"])).toEqual([]);
    expect(check({ ...american, unknownZone: "hold" }, ["09:00-10:00"], ["sms"])).toEqual([]);
  });

  it("get another channel: advice", () => {
    expect(check(american, ["09:00-10:00"])).toEqual([
      `journeys/winback.json · steps[1].channels (advice): ${rare}`,
    ]);
  });

  it("of a country that settings.json names: advice", () => {
    const quietHours = [{ channel: "sms", country: "US", between: "21:00-08:00" }];
    expect(check({ quietHours }, ["10:00-12:00"], ["sms"])).toEqual([
      `journeys/winback.json · steps[1].channels (advice): ${rare}`,
    ]);
    expect(check({}, ["10:00-12:00"], ["sms"])).toEqual([]);
  });

  it("have some time in common: a rule that leaves none is refused", () => {
    const rule = (between: string, country?: string) => ({
      quietHours: [{ channel: "sms", between, ...(country !== undefined && { country }) }],
    });
    const said = (severity: string, countries: string) => [
      `settings.json · quietHours[0].between${severity}: customers in ${countries} without a zone get nothing by sms: the zones there have no time of the day in common that is not quiet; write a shorter range, or "unknownZone": "hold"`,
    ];
    // Kaliningrad and Kamchatka are ten hours apart.
    const ofSettings = (settings: object) =>
      check(settings).filter((line) => line.startsWith("settings.json"));
    expect(ofSettings(rule("20:00-10:00", "RU"))).toEqual(said("", "RU"));
    expect(ofSettings(rule("21:00-09:00", "RU"))).toEqual([]);
    expect(ofSettings(rule("20:00-10:00"))).toEqual(said(" (advice)", "RU"));
    expect(ofSettings({ ...rule("20:00-10:00", "RU"), unknownZone: "hold" })).toEqual([]);
  });
});
