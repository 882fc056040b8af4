import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import {
  coupon,
  type Files,
  now,
  send,
  withJourney,
  withSettings,
  withSteps,
} from "./shop-files.ts";

function problemsOf(files: Files): string[] {
  return checkFiles(files, { now }).problems.map(describeProblem);
}

describe("what one file names in another", () => {
  it.each<[string, Files, string]>([
    [
      "an unknown purpose",
      withJourney({ purpose: "winbck" }),
      'purpose: no purpose "winbck" in settings.json; did you mean "winback"?',
    ],
    [
      "an unknown purpose of a send",
      withSteps(coupon, { ...send, purpose: "gifts" }),
      'steps[1].purpose: no purpose "gifts" in settings.json; known: winback, care, order-update',
    ],
    [
      "an unknown calendar",
      withJourney({ sendWindow: { days: "workdays", between: ["10:00-12:00"], calendar: "us" } }),
      'sendWindow.calendar: no calendar "us" in settings.json; known: cn',
    ],
    [
      "an unknown segment",
      withJourney({ entry: { on: "e", if: { any: [{ segment: "no-ordr" }] } } }),
      'entry.if.any[0].segment: no segment "no-ordr"; did you mean "no-order"?',
    ],
    [
      "a template far from any",
      withSteps({ ...send, template: "birthday" }),
      'steps[0].template: no template "birthday"; waiting for templates/birthday',
    ],
    [
      "a template without the channel's part",
      withSteps(coupon, { ...send, channels: ["push"] }),
      'steps[1].channels[0]: template "winback-offer" has no push.json; waiting for templates/winback-offer/push.json',
    ],
    [
      "a marketing send at any time",
      withSteps(coupon, { ...send, anyTime: true }),
      'steps[1].anyTime: only a transactional purpose may send at any time; "winback" is none',
    ],
    [
      "a marketing send after the exit",
      withSteps(coupon, { ...send, afterExit: "send" }),
      'steps[1].afterExit: only a transactional purpose may send after the exit; "winback" is none',
    ],
    [
      "an offer's code before any offer",
      withSteps(send, coupon),
      'steps[0].template: template "winback-offer" uses offer.code, but no offer step comes before this send',
    ],
    [
      "no sender",
      withSettings({ senders: { sms: { optOut: "R" } } }),
      "steps[2].channels: sends by email, but settings.json has no senders.email.from",
    ],
    [
      "no way out of SMS",
      withSettings({ senders: { email: { from: "a@b.c" } } }),
      "steps[2].channels: marketing by SMS needs a way out: settings.json has no senders.sms.optOut",
    ],
    [
      "a cap on nobody's purpose",
      withSettings({ caps: [{ purpose: "winbak", atMost: 1, per: "1d", overCap: "drop" }] }),
      'caps[0].purpose: no purpose "winbak" in settings.json; did you mean "winback"?',
    ],
    [
      "a cap on no journey",
      withSettings({ caps: [{ journey: "winbak", atMost: 1, per: "1d", overCap: "drop" }] }),
      'caps[0].journey: no journey "winbak"; did you mean "winback"?',
    ],
  ])("is refused: %s", (_what, files, expected) => {
    const lines = problemsOf(files).filter((line) => !line.includes("(advice)"));
    expect(
      lines.map((line) => line.replace(/^(?:journeys\/winback|settings)\.json · /, "")),
    ).toEqual([expected]);
  });
});
