import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printReason } from "../../../src/core/reasons/reason.ts";
import { decodeUtf8, notUtf8 } from "../../../src/core/text/decode-utf8.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
/** 你好 and 欢迎回来 as GBK has them. */
const hello = [0xc4, 0xe3, 0xba, 0xc3];
const welcome = [0xbb, 0xb6, 0xd3, 0xad, 0xbb, 0xd8, 0xc0, 0xb4];
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...utf8(part)] : part)));

const utf16 = (text: string, mark: readonly number[], little = true) =>
  Uint8Array.from([
    ...mark,
    ...text.split("").flatMap((char) => {
      const code = char.charCodeAt(0);
      return little ? [code & 0xff, code >> 8] : [code >> 8, code & 0xff];
    }),
  ]);

describe("a file in UTF-8", () => {
  it("is its text, without the byte order mark of Windows", () => {
    expect(decodeUtf8(utf8("欢迎回来 🎁\n"))).toBe("欢迎回来 🎁\n");
    expect(decodeUtf8(bytes([0xef, 0xbb, 0xbf], "{}"))).toBe("{}");
    expect(decodeUtf8(utf8(""))).toBe("");
    // A replacement character that somebody wrote is a character like others.
    expect(decodeUtf8(utf8("\uFFFD"))).toBe("\uFFFD");
  });

  it("is what the runtime's decoder takes, and nothing else is", () => {
    const strict = new TextDecoder("utf-8", { fatal: true });
    const part = fc.oneof(
      fc.string({ unit: "grapheme" }).map((text) => [...utf8(text)]),
      fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const all = Uint8Array.from(parts.flat());
        fc.pre(!all.includes(0));
        let expected: string | undefined;
        try {
          expected = strict.decode(all);
        } catch {
          expected = undefined;
        }
        const found = decodeUtf8(all);
        expect(typeof found === "string" ? found : undefined).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a file that is no UTF-8", () => {
  it.each([
    ["Chinese in GBK", bytes('{\n "title": "', hello, '"}'), 2, 14, "GB18030"],
    ["Chinese in GBK after an umlaut-free page", bytes("a\nb\n", welcome), 3, 5, "GB18030"],
    ["German in Latin-1", bytes("Gr", [0xfc, 0xdf], "e aus K", [0xf6], "ln"), 1, 3, "Windows-1252"],
    ["a typographic quote of Windows", bytes("It", [0x92], "s here"), 1, 3, "Windows-1252"],
    ["UTF-16 of Windows", utf16("{}", [0xff, 0xfe]), 1, 1, "UTF-16"],
    ["UTF-16, big end first", utf16("{}", [0xfe, 0xff], false), 1, 1, "UTF-16"],
    ["UTF-16 without a mark", utf16('{"a"', []), 1, 2, "UTF-16"],
    ["a character that is cut off", bytes("a\n", [0xe4, 0xbd]), 2, 3, undefined],
    ["a surrogate", bytes([0xed, 0xa0, 0x80]), 1, 1, "Windows-1252"],
    ["an overlong form", bytes("x", [0xc0, 0x80]), 1, 2, "Windows-1252"],
  ] as const)("is told by its place: %s", (_what, file, line, byte, encoding) => {
    expect(decodeUtf8(file)).toEqual({ line, byte, encoding });
  });

  it("is told in a sentence", () => {
    expect(printReason(notUtf8({ line: 3, byte: 118, encoding: "GB18030" }))).toBe(
      "not UTF-8 at line 3, byte 118 of the file; it looks like GB18030: save it as UTF-8, or convert it with iconv -f GB18030 -t UTF-8",
    );
    expect(printReason(notUtf8({ line: 3, byte: 118 }))).toBe(
      "ends within a character, at line 3, byte 118 of the file: it was cut off; save or upload the whole file again",
    );
  });
});
