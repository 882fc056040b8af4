import { describe, expect, it } from "vitest";
import { encodeMailbox } from "../../../src/aws/providers/encode-mailbox.ts";

/** RFC 2047 back to text, as a mail program does it. */
function decode(mailbox: string): string {
  const joined = mailbox.replaceAll(/\?= =\?UTF-8\?B\?/g, "?==?UTF-8?B?");
  return joined.replaceAll(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, base64: string) =>
    Buffer.from(base64, "base64").toString(),
  );
}

describe("a mailbox", () => {
  it.each(["shop@example.com", "Shop <shop@example.com>", '"Shop, Ltd." <shop@example.com>', ""])(
    "in ASCII stays as it is: %j",
    (mailbox) => {
      expect(encodeMailbox(mailbox)).toBe(mailbox);
    },
  );

  it.each([
    ["晨光小店 <shop@example.com>", "晨光小店 <shop@example.com>"],
    ['"Crème, Ltd." <shop@example.com>', "Crème, Ltd. <shop@example.com>"],
    [`${"长".repeat(40)} <a@b.example>`, `${"长".repeat(40)} <a@b.example>`],
    [`${"👩‍👩‍👧‍👦".repeat(9)}<a@b.example>`, `${"👩‍👩‍👧‍👦".repeat(9)} <a@b.example>`],
  ])("with a name in another script is ASCII on its way: %s", (mailbox, read) => {
    const encoded = encodeMailbox(mailbox);
    expect(encoded).toMatch(/^[ -~]+$/);
    expect(decode(encoded)).toBe(read);
  });

  it.each(["长", "é", "👍"])(
    "has words of at most 75 characters, each of whole ones: %s",
    (letter) => {
      const words = encodeMailbox(`${letter.repeat(100)} <a@b.example>`)
        .split(" ")
        .slice(0, -1);
      expect(words.length).toBeGreaterThan(1);
      for (const word of words) {
        expect(word.length).toBeLessThanOrEqual(75);
        expect(decode(word)).toMatch(new RegExp(`^(${letter})+$`));
      }
    },
  );
});
