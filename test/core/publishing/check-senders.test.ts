import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { now, withSettings } from "./shop-files.ts";

function problemsOf(email: object, sender?: string): string[] {
  const files = withSettings({ senders: { email, sms: { optOut: "STOP" } } });
  return checkFiles(files, { now, stage: { sender } })
    .problems.filter(({ path }) => path === "settings.json")
    .map(describeProblem);
}

describe("the sender of emails", () => {
  it.each([
    [{ from: "Shop, Ltd. <hello@shop.example.com>" }],
    [{ from: "晨光小店 <hello@shop.example.com>", replyTo: "care@elsewhere.org" }],
  ])("may have a name in any script: %s", (email) => {
    expect(problemsOf(email, "shop.example.com")).toEqual([]);
  });

  it("is refused where it is no mailbox", () => {
    expect(problemsOf({ from: "Shop hello.example.com" })).toEqual([
      'settings.json · senders.email.from: "Shop hello.example.com" is no address; write one such as "hello@example.com" or "Shop <hello@example.com>"',
    ]);
    expect(problemsOf({ from: "a@b.com", replyTo: "a@b.com\nBcc: c@d.com" })).toEqual([
      'settings.json · senders.email.replyTo: "a@b.com␤Bcc: c@d.com" has a line break or another control character',
    ]);
  });

  it("is refused where the stack was not granted it", () => {
    expect(problemsOf({ from: "Shop <hello@other.com>" }, "hello@shop.com")).toEqual([
      "settings.json · senders.email.from: emails may come from hello@shop.com and its domain only, not from hello@other.com; write such a sender, or deploy with -c sender=hello@other.com",
    ]);
  });

  it("is not held against a stack where none is at hand", () => {
    expect(problemsOf({ from: "hello@other.com" })).toEqual([]);
  });
});
