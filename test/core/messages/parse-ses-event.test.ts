import { describe, expect, it } from "vitest";
import { parseSesEvent } from "../../../src/core/messages/parse-ses-event.ts";
import { parseInstant } from "../../../src/core/time/instant.ts";
import { sesEvent, sesEventTypes } from "../../functions/fixtures/ses-event.ts";

const tag = "sojourn-message";
const message = "k234567890123456-abcdefghijklm";
const providerId = "0107019403c69e4d-8d2f5a0b-000000";
const parse = (type: Parameters<typeof sesEvent>[0], about?: object) =>
  parseSesEvent(sesEvent(type, { message, ...(about === undefined ? {} : { about }) }), tag);
const instant = (text: string) => parseInstant(text);

describe("an event of SES", () => {
  it.each([
    ["Send", { kind: "accepted", at: instant("2026-01-05T12:00:01Z") }],
    ["Delivery", { kind: "delivered", at: instant("2026-01-05T12:00:03.250Z") }],
    ["Open", { kind: "opened", at: instant("2026-01-05T13:10:00.652Z") }],
    ["Click", { kind: "clicked", at: instant("2026-01-05T13:10:20.570Z") }],
    [
      "Bounce",
      {
        kind: "bounced",
        permanent: true,
        reason: "Permanent General: smtp; 550 5.1.1 user unknown",
        at: instant("2026-01-05T12:00:04Z"),
      },
    ],
    [
      "Complaint",
      {
        kind: "complained",
        permanent: true,
        reason: "complaint: abuse",
        at: instant("2026-01-06T08:41:02.669Z"),
      },
    ],
    [
      "Reject",
      { kind: "failed", reason: "rejected: Bad content", at: instant("2026-01-05T12:00:01Z") },
    ],
    [
      "Rendering Failure",
      {
        kind: "failed",
        reason: "rendering failed: Attribute 'name' is not present in the rendering data.",
        at: instant("2026-01-05T12:00:01Z"),
      },
    ],
    ["DeliveryDelay", { kind: "delayed", at: instant("2026-01-05T12:10:00.095Z") }],
  ] as const)("%s says what became of our message, and when", (type, said) => {
    expect(parse(type)).toEqual({ kind: "feedback", feedback: { message, providerId, ...said } });
  });

  it.each([
    ["Transient", "MailboxFull"],
    ["Undetermined", "Undetermined"],
  ])("a %s bounce does not speak against the address", (bounceType, bounceSubType) => {
    const parsed = parse("Bounce", { bounceType, bounceSubType, bouncedRecipients: [] });
    expect(parsed).toMatchObject({
      kind: "feedback",
      feedback: { kind: "bounced", reason: `${bounceType} ${bounceSubType}` },
    });
    expect(parsed).not.toHaveProperty("feedback.permanent");
  });

  it("a long diagnosis is cut, since the customer item keeps it", () => {
    const parsed = parse("Bounce", { bouncedRecipients: [{ diagnosticCode: "x".repeat(5000) }] });
    expect(parsed.kind === "feedback" && parsed.feedback.reason?.length).toBe(200);
  });

  it.each(["Open", "Click"] as const)("does not count a likely bot's %s", (type) => {
    expect(parse(type, { isBotEvent: "Likely" }).kind).toBe("ignored");
  });

  it("counts an open of which SES does not say whose it is", () => {
    expect(parse("Open", { isBotEvent: undefined }).kind).toBe("feedback");
  });

  it("does not take a report of no spam for a complaint", () => {
    expect(parse("Complaint", { complaintFeedbackType: "not-spam" })).toEqual({
      kind: "ignored",
      reason: "reported as no spam",
    });
  });

  it("ignores the subscription lists of SES with a reason", () => {
    expect(parse("Subscription")).toMatchObject({
      kind: "ignored",
      reason: expect.stringMatching(/subscription lists/),
    });
  });

  it.each(sesEventTypes)("%s without our tag is not ours", (type) => {
    expect(parseSesEvent(sesEvent(type), tag)).toEqual({ kind: "not-ours" });
  });

  it.each([
    ["text that is no JSON", "{oops"],
    ["another source", sesEvent("Send", { message }).replace("aws.ses", "aws.s3")],
    ["a kind that SES does not have", sesEvent("Send", { message }).replace('"Send"', '"Sent"')],
    ["a bounce without its type", sesEvent("Bounce", { message }).replace("bounceType", "other")],
    [
      "a time without a zone",
      sesEvent("Delivery", { message, about: { timestamp: "2026-01-05 12:00" } }),
    ],
  ])("refuses %s with the place", (_what, text) => {
    expect(parseSesEvent(text, tag)).toEqual({
      kind: "refused",
      reason: expect.stringMatching(/^[\w.]+: ./),
    });
  });
});
