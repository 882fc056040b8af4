import { describe, expect, it } from "vitest";
import { makeOptOutToken } from "../../../src/core/messages/opt-out-token.ts";
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
    [
      "Click",
      {
        kind: "clicked",
        link: "https://shop.example.com/coupon",
        at: instant("2026-01-05T13:10:20.570Z"),
      },
    ],
    [
      "Bounce",
      {
        kind: "bounced",
        bounce: { type: "Permanent", subtype: "General" },
        mark: "bounced",
        reason: "Permanent General: smtp; 550 5.1.1 user unknown",
        at: instant("2026-01-05T12:00:04Z"),
      },
    ],
    [
      "Complaint",
      {
        kind: "complained",
        mark: "complained",
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
      feedback: {
        kind: "bounced",
        reason: `${bounceType} ${bounceSubType}`,
        bounce: { type: bounceType, subtype: bounceSubType },
      },
    });
    expect(parsed).not.toHaveProperty("feedback.mark");
  });

  it.each(["OnAccountSuppressionList", "OnTenantSuppressionList", "EmailValidationSuppressed"])(
    "what SES held back by %s was never sent: failed, no bounce and no complaint",
    (subtype) => {
      const failed = { kind: "feedback", feedback: { kind: "failed", mark: "listed" } };
      expect(parse("Bounce", { bounceSubType: subtype })).toMatchObject(failed);
      const complaint = { complaintSubType: subtype, complaintFeedbackType: null };
      expect(parse("Complaint", complaint)).toMatchObject(failed);
    },
  );

  it("what SES's global list held back is a permanent bounce, as SES counts it", () => {
    expect(parse("Bounce", { bounceSubType: "Suppressed" })).toMatchObject({
      feedback: { kind: "bounced", mark: "bounced" },
    });
  });

  it("a click on the way out is no engagement", () => {
    const token = makeOptOutToken("any", {
      message,
      customer: "ada",
      channel: "email",
      purpose: "care",
    });
    const link = `https://out.shop.example.com/?t=${token}`;
    expect(parse("Click", { link })).toEqual({
      kind: "ignored",
      reason: "a click on the opt-out link is no engagement",
    });
  });

  it.each([
    ["a shop's own t", "https://shop.example.com/?t=abc.def"],
    ["a t that decodes to another list", `https://shop.example.com/?t=${btoa("[1]")}.x`],
    ["a t without a seal", "https://shop.example.com/?t=abc"],
    ["no address at all", "mailto:shop"],
  ])("%s is a click like any", (_what, link) => {
    expect(parse("Click", { link })).toMatchObject({ feedback: { kind: "clicked", link } });
  });

  it("the opt-out link of another message is a click: it was not in this one", () => {
    const other = "k234567890123456-zzzzzzzzzzzzz";
    const token = makeOptOutToken("any", {
      message: other,
      customer: "ada",
      channel: "email",
      purpose: "care",
    });
    expect(parse("Click", { link: `https://x.example/?t=${token}` })).toMatchObject({
      feedback: { kind: "clicked" },
    });
  });

  it("a long link is cut: an event's properties are kept up to 1 KB", () => {
    const parsed = parse("Click", { link: `https://shop.example.com/?q=${"x".repeat(2000)}` });
    expect(parsed.kind === "feedback" && parsed.feedback.link?.length).toBe(500);
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

  it.each([
    ["not-spam", "reported as no spam"],
    ["auth-failure", "a report on failed authentication is no complaint"],
  ])("does not take a report of %s for a complaint", (complaintFeedbackType, reason) => {
    expect(parse("Complaint", { complaintFeedbackType })).toEqual({ kind: "ignored", reason });
  });

  it("takes a report of a kind that nobody knows for a complaint", () => {
    const complaintFeedbackType = "toString";
    expect(parse("Complaint", { complaintFeedbackType })).toMatchObject({
      feedback: { kind: "complained", mark: "complained" },
    });
  });

  it("takes a complaint without a time as of its envelope's", () => {
    const event = JSON.parse(sesEvent("Complaint", { message }));
    const { detail } = event;
    detail.complaint.timestamp = "yesterday";
    detail.mail.timestamp = null;
    const said = JSON.stringify({ ...event, time: "2026-01-06T09:00:00Z" });
    expect(parseSesEvent(said, tag)).toMatchObject({
      feedback: { kind: "complained", at: instant("2026-01-06T09:00:00Z") },
    });
  });

  it("ignores a kind that SES may have some day, with the reason", () => {
    const unknown = sesEvent("Send", { message }).replace('"Send"', '"Read"');
    expect(parseSesEvent(unknown, tag)).toEqual({
      kind: "ignored",
      reason: 'SES\'s event "Read" says nothing that is known here',
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
    ["a bounce without its type", sesEvent("Bounce", { message }).replace("bounceType", "other")],
    [
      "times without a zone",
      sesEvent("Delivery", {
        message,
        sentAt: "2026-01-05 11:59",
        about: { timestamp: "2026-01-05 12:00" },
      }),
    ],
  ])("refuses %s with the place", (_what, text) => {
    expect(parseSesEvent(text, tag)).toEqual({
      kind: "refused",
      reason: expect.stringMatching(/^[\w.]+: ./),
    });
  });
});

describe("what SES may leave out", () => {
  /** What each kind has to say, whatever the optional places hold. */
  const essential: Readonly<Record<string, object>> = {
    Send: { kind: "accepted" },
    Delivery: { kind: "delivered" },
    Open: { kind: "opened" },
    Click: { kind: "clicked" },
    Bounce: { kind: "bounced", mark: "bounced" },
    Complaint: { kind: "complained", mark: "complained" },
    Reject: { kind: "failed" },
    "Rendering Failure": { kind: "failed" },
    DeliveryDelay: { kind: "delayed" },
  };
  const kinds = sesEventTypes.filter((type) => type in essential);
  /** Each leaf of a kind's own object set to `value`, but for the type of a bounce. */
  const withEach = (type: (typeof sesEventTypes)[number], value: unknown) => {
    const { detail } = JSON.parse(sesEvent(type, { message })) as {
      detail: Record<string, Record<string, unknown>>;
    };
    const own = Object.keys(detail).find((name) => name !== "eventType" && name !== "mail") ?? "";
    const names = Object.keys(detail[own] ?? {}).filter((name) => name !== "bounceType");
    return Object.fromEntries(names.map((name) => [name, value]));
  };

  it.each(kinds.flatMap((type) => [null, 7, "?", [], {}].map((value) => [type, value] as const)))(
    "%s says the essential with %j in every optional place",
    (type, value) => {
      expect(parse(type, { ...withEach(type, value), field: value })).toMatchObject({
        kind: "feedback",
        feedback: { message, providerId, ...essential[type] },
      });
    },
  );

  it("a recipient of null stops no bounce", () => {
    expect(parse("Bounce", { bouncedRecipients: [null] })).toMatchObject({
      feedback: { mark: "bounced", reason: "Permanent General" },
    });
  });

  it.each(["Complaint", "Bounce"] as const)("a %s without a time counts as of now", (type) => {
    const event = JSON.parse(sesEvent(type, { message, about: { timestamp: null } }));
    const said = JSON.stringify({ ...event, time: "2026-01-07T09:00:00Z" });
    expect(parseSesEvent(said, tag)).toMatchObject({
      feedback: { at: instant("2026-01-07T09:00:00Z") },
    });
  });

  it.each([
    ["other tags of any form", { other: null, more: 7 }],
    ["tags with more values", { "sojourn-message": [message, "x"] }],
  ])("finds our tag beside %s", (_what, tags) => {
    const event = JSON.parse(sesEvent("Send", { message }));
    Object.assign(event.detail.mail.tags, tags);
    expect(parseSesEvent(JSON.stringify(event), tag).kind).toBe("feedback");
  });
});
