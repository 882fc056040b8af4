import { describe, expect, it } from "vitest";
import { composeEmail, type RenderedEmail } from "../../src/mail/compose-email.ts";

const at = Date.UTC(2026, 0, 5, 2);
const mail: RenderedEmail = {
  channel: "email",
  id: "jpm6fz7wsmirf2eo-u6jxwzfyzksy6",
  to: "ann@example.com",
  from: "Smith, Jones & Co <hello@example.com>",
  replyTo: "care@example.com",
  subject: "想你了 💌",
  html: '<html lang="zh"><body><p>回来吧</p></body></html>',
  text: "回来吧\nsecond line",
  optOutUrl: "https://optout.example.com/?t=abc.def",
};

async function compose(change: Partial<RenderedEmail> = {}): Promise<string> {
  return (await composeEmail({ ...mail, ...change }, at)).toString("latin1");
}

/** A header unfolded, its RFC 2047 words decoded. */
function header(source: string, name: string): string | undefined {
  const head = source.slice(0, source.indexOf("\r\n\r\n")).replaceAll(/\r\n[ \t]+/g, " ");
  const line = head.split("\r\n").find((one) => one.toLowerCase().startsWith(`${name}: `));
  return line
    ?.slice(name.length + 2)
    .replaceAll(/\?= =\?/g, "?==?")
    .replaceAll(/=\?UTF-8\?B\?(.*?)\?=/g, (_, word: string) =>
      Buffer.from(word, "base64").toString(),
    )
    .replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/g, (_, word: string) =>
      Buffer.from(
        word
          .replaceAll("_", " ")
          .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) =>
            String.fromCharCode(Number.parseInt(hex, 16)),
          ),
        "latin1",
      ).toString(),
    );
}

describe("a composed mail", () => {
  it("is from one mailbox, though its name has a comma", async () => {
    expect(header(await compose(), "from")).toBe('"Smith, Jones & Co" <hello@example.com>');
  });

  it.each([
    ["晨光小店 <hello@example.com>", "晨光小店 <hello@example.com>"],
    ["Müller <post@müller.de>", "Müller <post@xn--mller-kva.de>"],
  ])("encodes a name in any script and a domain in punycode: %s", async (from, expected) => {
    const source = await compose({ from });
    expect(source).not.toMatch(/[^ -~\r\n\t]/);
    expect(header(source, "from")).toBe(expected);
  });

  it("has the subject, the address to answer to and the one-click way out", async () => {
    const source = await compose();
    expect(header(source, "subject")).toBe("想你了 💌");
    expect(header(source, "reply-to")).toBe("care@example.com");
    expect(header(source, "to")).toBe("ann@example.com");
    expect(header(source, "list-unsubscribe")).toBe("<https://optout.example.com/?t=abc.def>");
    expect(header(source, "list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  });

  it("ends every line with CRLF, none longer than RFC 5322 allows", async () => {
    const source = await compose({ html: `<p>${"长".repeat(2000)}</p>\n<p>x</p>` });
    expect(source.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(Math.max(...source.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it("has no way to another header: a subject or a name can't end its line", async () => {
    const source = await compose({ subject: "Hi\r\nBcc: all@example.com" });
    expect(header(source, "bcc")).toBeUndefined();
    await expect(compose({ from: "Shop\r\nBcc: x <hello@example.com>" })).rejects.toThrow(
      "mailbox-line-break",
    );
  });

  it("has the way out in one line, however long the link is", async () => {
    const optOutUrl = `https://optout.example.com/?t=${"a1b2c3".repeat(40)}`;
    expect(`\r\n${await compose({ optOutUrl })}`).toContain(
      `\r\nList-Unsubscribe: <${optOutUrl}>\r\n`,
    );
  });

  it("is the same bytes each time", async () => {
    expect(await compose()).toBe(await compose());
  });

  it("about an order has no way out, and may be text alone", async () => {
    const { html: _html, optOutUrl: _url, replyTo: _replyTo, ...order } = mail;
    const source = (await composeEmail(order, at)).toString();
    expect(header(source, "list-unsubscribe")).toBeUndefined();
    expect(header(source, "reply-to")).toBeUndefined();
    expect(header(source, "content-type")).toMatch(/^text\/plain/);
  });
});
