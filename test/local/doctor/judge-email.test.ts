import { describe, expect, it } from "vitest";
import { judgeEmailAccount, judgeEmailEvents } from "../../../bin/doctor/judge-email-account.ts";
import { judgeSender, type SenderFacts } from "../../../bin/doctor/judge-sender.ts";
import type { EmailAccount, EmailIdentity } from "../../../bin/doctor/read-email.ts";
import { about, needs, read, unread, verdictOn } from "./given.ts";

describe("the SES account", () => {
  const good: EmailAccount = {
    production: true,
    sending: true,
    enforcement: "HEALTHY",
    perDay: 50_000,
    perSecond: 14,
  };
  const context = { prod: true, region: "eu-west-1", used: true, overSeconds: 3_600 };
  const judge = (change: Partial<EmailAccount>, asked = needs({}), other = {}) =>
    judgeEmailAccount(read({ ...good, ...change }), asked, { ...context, ...other });

  it.each([
    [true, true, "ok: production access"],
    [true, false, "ok: production access"],
    [false, true, "problem: in the sandbox"],
    [false, false, "warning: in the sandbox"],
  ])("with production access %s on a prod stage %s", (production, prod, told) => {
    expect(verdictOn("Email: SES sandbox", judge({ production }, needs({}), { prod }))).toBe(told);
  });

  it.each([
    [{}, "ok: HEALTHY, sending enabled"],
    [{ enforcement: "PROBATION" }, "warning: PROBATION, sending enabled"],
    [{ enforcement: "SHUTDOWN" }, "problem: SHUTDOWN, sending enabled"],
    [{ enforcement: "NEW WORD" }, "unknown: NEW WORD, sending enabled"],
    [{ sending: false }, "problem: HEALTHY, sending disabled"],
  ])("standing as %j", (change, told) => {
    expect(verdictOn("Email: standing", judge(change))).toBe(told);
  });

  it.each([
    [14, "ok"],
    [14.1, "warning"],
    // 72 times as fast for an hour is three days of mail.
    [14 * 72, "warning"],
    [14 * 72.1, "problem"],
  ])("asked for %d emails/s at 14/s", (emailRate, verdict) => {
    const { verdict: found } = about("Email: sending rate", judge({}, needs({ emailRate })));
    expect(found).toBe(verdict);
  });

  it.each([
    [50_000, 50_000, "ok: 50,000"],
    [50_001, 50_000, "problem: 50,000"],
    [50_001, -1, "ok: no bound"],
  ])("asked for %i emails a day with a quota of %i", (emailsPerDay, perDay, told) => {
    expect(verdictOn("Email: in 24 h", judge({ perDay }, needs({ emailsPerDay })))).toBe(told);
  });

  it("is unknown where it can't be read, or where nobody knows the audience", () => {
    expect(judgeEmailAccount(unread, needs({}), context).map(({ verdict }) => verdict)).toEqual([
      "unknown",
    ]);
    const findings = judgeEmailAccount(read(good), undefined, context);
    expect(verdictOn("Email: sending rate", findings)).toBe("unknown: 14/s");
    const unused = judgeEmailAccount(read(good), undefined, { ...context, used: false });
    expect(verdictOn("Email: sending rate", unused)).toBe("ok: 14/s");
  });
});

describe("the events of email", () => {
  const all = ["SEND", "REJECT", "RENDERING_FAILURE", "DELIVERY", "BOUNCE", "COMPLAINT"];
  const figures = ["DELIVERY_DELAY", "OPEN", "CLICK"];
  it.each([
    [true, [...all, ...figures], "ok: 9 types"],
    [true, [...all, "OPEN", "DELIVERY_DELAY"], "warning: not told: CLICK"],
    [true, [...all.filter((one) => one !== "BOUNCE"), ...figures], "problem: not told: BOUNCE"],
    [false, [...all, ...figures], "problem: the configuration set has sending disabled"],
  ])("sending %s, told of %j", (sending, toBus, told) => {
    expect(verdictOn("Email: events", judgeEmailEvents(read({ sending, toBus })))).toBe(told);
  });

  it("are unknown where they can't be read", () => {
    expect(judgeEmailEvents(unread)[0]?.verdict).toBe("unknown");
  });
});

describe("the sender", () => {
  const domain: EmailIdentity = {
    name: "shop.com",
    verified: true,
    dkim: { signing: true, status: "SUCCESS", tokens: 3 },
    mailFrom: { domain: "bounce.shop.com", status: "SUCCESS", rejects: false },
  };
  const spf = "v=spf1 include:amazonses.com ~all";
  const facts: SenderFacts = {
    address: "hello@shop.com",
    identities: read([domain]),
    grantedIdentities: read(["hello@shop.com", "shop.com"]),
    dns: {
      spf: read([spf]),
      dmarc: read({ domain: "shop.com", records: ["v=DMARC1; p=none"] }),
    },
  };
  const judge = (change: Partial<SenderFacts>) => judgeSender({ ...facts, ...change }, "eu-west-1");
  const withIdentity = (change: Partial<EmailIdentity>) =>
    judge({ identities: read([{ ...domain, ...change }]) });
  const withDns = (change: Partial<SenderFacts["dns"]>) =>
    judge({ dns: { ...facts.dns, ...change } });

  it("that is all right has nothing but good findings", () => {
    expect(judge({}).map(({ topic, verdict }) => [topic, verdict])).toEqual([
      ["Email: permission", "ok"],
      ["Email: sender", "ok"],
      ["Email: DKIM", "ok"],
      ["Email: SPF", "ok"],
      ["Email: DMARC", "ok"],
    ]);
  });

  it.each([
    [[domain], "ok: shop.com verified"],
    [
      [
        { ...domain, name: "hello@shop.com" },
        { ...domain, verified: false },
      ],
      "ok: hello@shop.com verified",
    ],
    [[{ ...domain, verified: false }], "problem: shop.com: not verified yet"],
    [[], "problem: neither is known to SES"],
  ])("%# is verified or not", (identities, told) => {
    const findings = judge({ identities: read(identities) });
    expect(verdictOn("Email: sender", findings)).toBe(told);
  });

  it.each([
    [["shop.com"], "ok: shop.com"],
    [["hello@shop.com"], "ok: hello@shop.com"],
    [["hello@example.com", "example.com"], "problem: hello@example.com, example.com"],
    [[], "problem: no sender at all"],
  ])("may be sent as, by a stage that was deployed with %j", (granted, told) => {
    expect(verdictOn("Email: permission", judge({ grantedIdentities: read(granted) }))).toBe(told);
  });

  it.each([
    [{ signing: true, status: "SUCCESS", tokens: 3 }, "ok", "get-email-identity"],
    [{ signing: true, status: "TEMPORARY_FAILURE", tokens: 3 }, "warning", "get-email-identity"],
    [
      { signing: true, status: "PENDING", tokens: 3 },
      "problem",
      "CNAME <token>._domainkey.shop.com",
    ],
    [{ signing: true, status: "FAILED", tokens: 3 }, "problem", "get-email-identity"],
    [{ signing: false, status: "SUCCESS", tokens: 3 }, "problem", "--signing-enabled"],
    [{ signing: false, status: "NOT_STARTED", tokens: 0 }, "problem", "get-email-identity"],
  ])("with DKIM %j", (dkim, verdict, mend) => {
    const finding = about("Email: DKIM", withIdentity({ dkim }));
    expect(finding).toMatchObject({ verdict, mend: expect.stringContaining(mend) });
  });

  it("that is an address without DKIM of its own is signed by its domain's", () => {
    const address = {
      ...domain,
      name: "hello@shop.com",
      dkim: { signing: false, status: "NOT_STARTED", tokens: 0 },
    };
    expect(verdictOn("Email: DKIM", judge({ identities: read([address, domain]) }))).toBe(
      "ok: shop.com: SUCCESS, signing on",
    );
  });

  it.each([
    [[spf], `ok: ${spf}`],
    [["v=spf1 -all"], "problem: v=spf1 -all"],
    [["v=spf1 include:notamazonses.com ~all"], "problem: v=spf1 include:notamazonses.com ~all"],
    [["v=spf1 -include:amazonses.com ~all"], "problem: v=spf1 -include:amazonses.com ~all"],
    [[], "problem: no record at bounce.shop.com"],
    [[spf, spf], "problem: 2 records at bounce.shop.com: none holds"],
  ])("with the SPF records %j", (records, told) => {
    expect(verdictOn("Email: SPF", withDns({ spf: read(records) }))).toBe(told);
  });

  it.each([
    [undefined, "warning: no MAIL FROM domain: SES's own is used"],
    [
      { domain: "b.shop.com", status: "PENDING", rejects: false },
      "warning: b.shop.com: PENDING (its MX record)",
    ],
    [
      { domain: "b.shop.com", status: "FAILED", rejects: true },
      "problem: b.shop.com: FAILED (its MX record)",
    ],
  ])("with the MAIL FROM domain %j", (mailFrom, told) => {
    expect(verdictOn("Email: SPF", withIdentity({ mailFrom }))).toBe(told);
  });

  it.each([
    ["shop.com", ["v=DMARC1; p=none"], "ok: p=none at _dmarc.shop.com"],
    ["shop.com", ["v=DMARC1;p=REJECT;sp=none"], "ok: p=reject at _dmarc.shop.com"],
    ["com", ["v=DMARC1; p=reject; sp=quarantine"], "ok: p=quarantine at _dmarc.com"],
    ["shop.com", ["v=DMARC1; p=maybe"], "problem: no policy p= in: v=DMARC1; p=maybe"],
    ["shop.com", ["v=DMARC1; sp=none"], "problem: no policy p= in: v=DMARC1; sp=none"],
    ["shop.com", [], "problem: no record"],
    [
      "shop.com",
      ["v=DMARC1; p=none", "v=DMARC1; p=none"],
      "problem: 2 records at _dmarc.shop.com: none holds",
    ],
  ])("with DMARC at %s as %j", (at, records, told) => {
    expect(verdictOn("Email: DMARC", withDns({ dmarc: read({ domain: at, records }) }))).toBe(told);
  });

  it("is unknown in each part that can't be read, never good", () => {
    const nothing = {
      identities: unread,
      grantedIdentities: unread,
      dns: { spf: unread, dmarc: unread },
    };
    expect(judge(nothing).map(({ topic, verdict }) => `${topic} ${verdict}`)).toEqual([
      "Email: permission unknown",
      "Email: sender unknown",
      "Email: DMARC unknown",
    ]);
    expect(about("Email: SPF", withDns({ spf: unread })).verdict).toBe("unknown");
    expect(about("Email: DMARC", withDns({ dmarc: unread })).mend).toMatch(/^make it readable/);
  });
});
