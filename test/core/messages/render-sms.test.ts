import { describe, expect, it } from "vitest";
import { countSmsParts } from "../../../src/core/messages/sms-parts.ts";

describe("countSmsParts", () => {
  it.each([
    ["a".repeat(160), "GSM-7", 160, 1],
    ["a".repeat(161), "GSM-7", 161, 2],
    ["a".repeat(306), "GSM-7", 306, 2],
    ["a".repeat(307), "GSM-7", 307, 3],
    // The euro sign takes an escape before it.
    [`${"a".repeat(158)}€`, "GSM-7", 160, 1],
    [`${"a".repeat(159)}€`, "GSM-7", 161, 2],
    ["字".repeat(70), "UCS-2", 70, 1],
    ["字".repeat(71), "UCS-2", 71, 2],
    ["字".repeat(134), "UCS-2", 134, 2],
    ["字".repeat(135), "UCS-2", 135, 3],
    // One typographic quote makes the whole text UCS-2.
    [`${"a".repeat(70)}’`, "UCS-2", 71, 2],
    // An emoji is two UTF-16 units.
    ["🎁".repeat(35), "UCS-2", 70, 1],
    ["🎁".repeat(36), "UCS-2", 72, 2],
    ["", "GSM-7", 0, 1],
  ])("counts %s", (text, encoding, characters, parts) => {
    expect(countSmsParts(text)).toEqual({ encoding, characters, parts });
  });
});
