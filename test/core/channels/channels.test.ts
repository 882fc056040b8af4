import { expect, it } from "vitest";
import { channelRow, channels, templateParts } from "../../../src/core/channels/channels.ts";
import { consentScope } from "../../../src/core/channels/consent-scope.ts";
import { builtInQuietHours } from "../../../src/core/definitions/quiet-hours.ts";
import { parseTimeRange } from "../../../src/core/time/local-clock.ts";
import { channelNames, deliverFunction, env, functionNames } from "../../../src/names.ts";

it("has the channels that the stack is deployed with, a function and a queue for each", () => {
  expect(channels).toEqual(channelNames);
  expect(channelNames.map(deliverFunction)).toEqual(
    functionNames.filter((name) => name.startsWith("deliver-")),
  );
  for (const channel of channelNames) {
    expect(env).toHaveProperty(`${channel}QueueUrl`);
    expect(env).toHaveProperty(`${channel}QueueArn`);
  }
});

it("gives the parts of templates in the order of the channels", () => {
  expect(templateParts).toEqual(["subject.txt", "email.html", "email.txt", "sms.txt", "push.json"]);
});

it("has quiet hours that are ranges, and for each country at most one rule", () => {
  for (const channel of channels) {
    const { quietHours } = channelRow(channel);
    for (const { between } of quietHours) expect(parseTimeRange(between)).toBeDefined();
    const countries = quietHours.map(({ country }) => country);
    expect(new Set(countries).size).toBe(countries.length);
  }
  expect(builtInQuietHours).toEqual([
    { channel: "sms", country: "US", between: "21:00-08:00" },
    { channel: "sms", country: "CN", between: "22:00-08:00" },
    { channel: "sms", between: "21:00-08:00" },
    { channel: "push", between: "22:00-08:00" },
  ]);
});

it.each([
  ["email:cart", true],
  ["sms:*", true],
  ["push:a.b-c", true],
  ["fax:*", false],
  ["email:", false],
  ["email:Cart", false],
  ["xemail:cart", false],
])("%s as the scope of a consent: %s", (text, known) => {
  expect(consentScope.test(text)).toBe(known);
});
