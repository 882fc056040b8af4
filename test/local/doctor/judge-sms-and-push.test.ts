import { describe, expect, it } from "vitest";
import { judgePush } from "../../../bin/doctor/judge-push.ts";
import { judgeSms } from "../../../bin/doctor/judge-sms.ts";
import { DAY } from "../../../src/core/time/instant.ts";
import { about, needs, read, unread, verdictOn } from "./given.ts";

describe("SMS", () => {
  const context = {
    prod: true,
    region: "eu-west-1",
    overSeconds: 3_600,
    partPrice: 0.01,
    rate: undefined,
  };
  const facts = { sandbox: read(false), spendLimit: read<number | undefined>(1_000) };

  it.each([
    [true, true, "problem: in the sandbox"],
    [true, false, "warning: in the sandbox"],
    [false, true, "ok: out of it"],
  ])("in the sandbox %s on a prod stage %s", (inside, prod, told) => {
    const findings = judgeSms({ ...facts, sandbox: read(inside) }, needs({}), { ...context, prod });
    expect(verdictOn("SMS: sandbox", findings)).toBe(told);
  });

  it.each([
    [1_000, 100_000, "ok: $1,000"],
    [1_000, 100_001, "problem: $1,000"],
    [1, 100, "ok: $1"],
    [1, 101, "problem: $1"],
    [undefined, 100, "ok: none set, so AWS's first $1"],
    [undefined, 101, "problem: none set, so AWS's first $1"],
  ])("with a spend limit of %j for %i parts of $0.01", (limit, smsPartsPerMonth, told) => {
    const findings = judgeSms(
      { ...facts, spendLimit: read(limit) },
      needs({ smsPartsPerMonth }),
      context,
    );
    expect(verdictOn("SMS: spend limit", findings)).toBe(told);
  });

  it.each([
    [1, true, "problem"],
    [1, false, "warning"],
    [1.01, true, "unknown"],
  ])("for nobody knows how many, with a limit of $%d on prod %s: %s", (limit, prod, verdict) => {
    const findings = judgeSms({ ...facts, spendLimit: read(limit) }, undefined, {
      ...context,
      prod,
    });
    expect(about("SMS: spend limit", findings).verdict).toBe(verdict);
  });

  it.each([
    [undefined, 1, "ok: 1/s of a new account: --sms-rate"],
    [undefined, 72, "warning: 1/s of a new account: --sms-rate"],
    [undefined, 73, "problem: 1/s of a new account: --sms-rate"],
    [100, 73, "ok: 100/s"],
  ])("at a rate of %j asked for %i/s", (rate, smsRate, told) => {
    const findings = judgeSms(facts, needs({ smsRate }), { ...context, rate });
    expect(verdictOn("SMS: rate", findings)).toBe(told);
  });

  it("is unknown where it can't be read", () => {
    const findings = judgeSms({ sandbox: unread, spendLimit: unread }, undefined, context);
    expect(findings.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown", "unknown"]);
  });
});

describe("push", () => {
  const now = Date.parse("2026-11-01T00:00:00Z");
  const arn = "arn:aws:sns:eu-west-1:000000000000:app/APNS/shop";
  const inDays = (days: number) => new Date(now + days * DAY).toISOString();

  it.each([
    [true, undefined, "ok: APNS/shop: enabled"],
    [false, undefined, "problem: APNS/shop: disabled"],
    [undefined, undefined, "problem: APNS/shop: SNS does not know it"],
    [true, inDays(30.1), "ok: APNS/shop: enabled"],
    [true, inDays(30), `warning: APNS/shop: certificate ends ${inDays(30)}`],
    [true, inDays(0), `problem: APNS/shop: certificate ended ${inDays(0)}`],
  ])("by an application enabled %j with a certificate to %j", (enabled, expires, told) => {
    const findings = judgePush(read([{ arn, enabled, expires }]), true, now);
    expect(verdictOn("Push: applications", findings)).toBe(told);
  });

  it.each([
    [true, "problem: none deployed, but a live journey sends push"],
    [false, "ok: none, and no live journey sends push"],
    [undefined, "unknown: none, and no journey can be read"],
  ])("without applications, used %s", (used, told) => {
    expect(verdictOn("Push: applications", judgePush(read([]), used, now))).toBe(told);
  });

  it("is unknown where it can't be read", () => {
    expect(judgePush(unread, false, now)[0]?.verdict).toBe("unknown");
  });
});
