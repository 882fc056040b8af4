import { describe, expect, it } from "vitest";
import {
  isReservedPushKey,
  refuseLongPush,
  refuseLongSms,
} from "../../../src/core/messages/message-limits.ts";
import {
  applePayload,
  googlePayload,
  pushMessageKey,
} from "../../../src/core/messages/push-payload.ts";
import { printReason, type Reason } from "../../../src/core/reasons/reason.ts";
import { messageTag } from "../../../src/names.ts";

const said = (why: Reason | undefined) => why && printReason(why);

describe("an SMS", () => {
  it.each([
    ["a".repeat(1530), undefined],
    ["a".repeat(1531), "the SMS takes 11 parts; at most 10 go out"],
    ["字".repeat(630), undefined],
    // 10 parts of 67 would hold 670: AWS takes 630.
    [
      "字".repeat(631),
      "the SMS has 631 characters, some of them outside GSM-7; at most 630 such go out",
    ],
    [
      `${"a".repeat(630)}’`,
      "the SMS has 631 characters, some of them outside GSM-7; at most 630 such go out",
    ],
  ])("%#: %s", (text, refused) => {
    expect(said(refuseLongSms(text))).toBe(refused);
  });
});

describe("a push message", () => {
  const push = (body: string, data = {}) => ({ id: "m1", title: "Hi", body, data });
  const bytes = (payload: object) => new TextEncoder().encode(JSON.stringify(payload)).length;

  it("is refused above 4,096 bytes, whichever platform's form is the longer", () => {
    const overhead = Math.max(bytes(applePayload(push(""))), bytes(googlePayload(push(""))));
    expect(refuseLongPush(push("x".repeat(4096 - overhead)))).toBeUndefined();
    expect(said(refuseLongPush(push("x".repeat(4097 - overhead))))).toBe(
      "the push message has 4097 bytes; the platforms take at most 4096",
    );
    // Three bytes each, and what is in data counts too.
    expect(refuseLongPush(push("字".repeat(1300), { link: "x".repeat(200) }))).toBeDefined();
    expect(refuseLongPush(push("字".repeat(1300)))).toBeUndefined();
  });

  it("keeps its own keys against what the template says", () => {
    const taken = push("x", { aps: "mine", [pushMessageKey]: "mine" });
    expect(applePayload(taken)).toEqual({
      aps: { alert: { title: "Hi", body: "x" } },
      [pushMessageKey]: "m1",
    });
    expect(pushMessageKey).toBe(messageTag);
  });

  it.each([
    ["aps", true],
    ["from", true],
    ["message_type", true],
    ["google.sent_time", true],
    ["gcm.notification.title", true],
    [messageTag, true],
    ["google", false],
    ["fromage", false],
    ["link", false],
  ])("may not say %s: %s", (key, reserved) => {
    expect(isReservedPushKey(key)).toBe(reserved);
  });
});
