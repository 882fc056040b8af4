import { describe, expect, it } from "vitest";
import { isGrantedSender, parseMailbox } from "../../../src/core/messages/mailbox.ts";

describe("a mailbox", () => {
  it.each([
    ["hello@example.com", "", "hello@example.com"],
    ["  hello@Example.COM ", "", "hello@example.com"],
    ["Shop <hello@example.com>", "Shop", "hello@example.com"],
    ["Smith, Jones & Co <hello@example.com>", "Smith, Jones & Co", "hello@example.com"],
    ['"Smith, \\"Jo\\" <Co>" <hello@example.com>', 'Smith, "Jo" <Co>', "hello@example.com"],
    ["晨光小店 <hello@example.com>", "晨光小店", "hello@example.com"],
    ["Müller <post@müller.de>", "Müller", "post@xn--mller-kva.de"],
    ["买家 <a@例子.公司>", "买家", "a@xn--fsqu00a.xn--55qx5d"],
    ["o'neil+news@sub.example.co.uk", "", "o'neil+news@sub.example.co.uk"],
  ])("is read: %s", (text, name, address) => {
    expect(parseMailbox(text)).toEqual({ ok: true, mailbox: { name, address } });
  });

  it.each([
    ["Shop", "mailbox-unreadable"],
    ["@example.com", "mailbox-unreadable"],
    ["<>", "mailbox-unreadable"],
    ["hello@example.com, other@example.com", "mailbox-unreadable"],
    ["Teahouse hello@example.com", "mailbox-unreadable"],
    ["张三@example.com", "mailbox-local-part"],
    ["a..b@example.com", "mailbox-local-part"],
    ["a b@example.com", "mailbox-unreadable"],
    ["hello@localhost", "mailbox-domain"],
    ["hello@1.2.3.4", "mailbox-domain"],
    ["hello@exa mple.com", "mailbox-domain"],
    ["hello@-example.com", "mailbox-domain"],
    ["Shop\r\nBcc: all@example.com <hello@example.com>", "mailbox-line-break"],
    ["hello@example.com\n", "mailbox-line-break"],
    [`${"a".repeat(65)}@example.com`, "mailbox-local-part"],
  ])("is refused with what is wrong: %s", (text, code) => {
    expect(parseMailbox(text)).toMatchObject({ ok: false, why: { code } });
  });
});

describe("the sender that a stack was granted", () => {
  const may = (address: string, identity: string) =>
    isGrantedSender({ name: "", address }, identity);
  it.each([
    ["hello@example.com", "example.com", true],
    ["hello@example.com", "hello@example.com", true],
    ["news@example.com", "hello@example.com", true],
    ["hello@mail.example.com", "Example.com", true],
    ["hello@example.org", "example.com", false],
    ["hello@notexample.com", "example.com", false],
  ])("%s under %s: %s", (address, identity, expected) => {
    expect(may(address, identity)).toBe(expected);
  });
});
