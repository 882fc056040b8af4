import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/publishing/parse-json.ts";

function problemOf(text: string): string | undefined {
  const parsed = parseJson(text);
  return parsed.ok ? undefined : `${parsed.line}:${parsed.column} ${parsed.message}`;
}

function readNatively(text: string): { value: unknown } | "refused" {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return "refused";
  }
}

describe("parseJson", () => {
  it.each([
    ['{"a": 1,}', '1:8 take out "," before "}"'],
    ["[1, 2,\n]", '1:6 take out "," before "]"'],
    ['{"a" 1}', `1:6 found '1'; write ":" after the key "a"`],
    ['{"a": 1 "b": 2}', `1:9 found '"'; write "," or "}"`],
    ["[1 2]", `1:4 found '2'; write "," or "]"`],
    ["{a: 1}", "1:2 found 'a'; write a key in double quotes"],
    ["{'a': 1}", `1:2 write the double quote " instead of '`],
    ['{"a": “x”}', '1:7 write the straight quote " instead of “'],
    ['{"a"： 1}', "1:5 write it half-width instead of ："],
    ['{"a": 1 // one\n}', "1:9 JSON has no comments"],
    ["# x", "1:1 JSON has no comments"],
    ['{"a": 1,\n "a": 2}', '2:2 the key "a" is written twice'],
    ['{"a": {"__proto__": 1}}', '1:8 the key "__proto__" is not allowed'],
    ['{"a": "x\n"}', "1:7 the text that begins here has no closing quote on its line"],
    ['{"a": "x\t"}', '1:9 write a tab inside a text as "\\t"'],
    ['{"a": "C:\\x"}', '1:10 write a backslash as "\\\\"'],
    ['{"a": 1', '1:8 found the end of the file; write "," or "}"'],
    ['{"a": tru}', "1:7 found 't'; write a value"],
    ['{"a": 01}', `1:8 found '1'; write "," or "}"`],
    ['{"a": 🎁}', "1:7 found '🎁'; write a value"],
    ["{} {}", "1:4 the file goes on after its end"],
    ["", "1:1 the file is empty"],
    [" \n", "2:1 the file is empty"],
    ["[".repeat(65), "1:65 nested more than 64 levels deep"],
    [
      '{"a": "cut \\ud83d"}',
      "1:7 half a character (a lone surrogate), as a text has that was cut within an emoji; write it whole",
    ],
  ])("says where %j breaks and what to write", (text, expected) => {
    expect(problemOf(text)).toBe(expected);
  });

  it("reads what begins with a byte order mark", () => {
    expect(parseJson('\uFEFF{"a": 1}')).toEqual({ ok: true, value: { a: 1 } });
  });

  it("reads out no key of a megabyte", () => {
    const key = JSON.stringify("k".repeat(1_000_000));
    expect(problemOf(`{${key}: 1, ${key}: 2}`)?.length).toBeLessThan(120);
  });

  it("reads all that JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed = parseJson(text);
        // The one key that it refuses.
        if (text.includes("__proto__")) return;
        expect(parsed).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it("takes what JSON.parse takes and nothing else, and says where within the text", () => {
    const signs = "{}[]:,\"'\\ \n\t".split("");
    const part = fc.constantFrom(...signs, "1", "-", ".", "e", "true", "null", '"a"', "\\u00", "x");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const parsed = parseJson(text);
        const told = parsed.ok ? { line: 1, column: 1, message: "" } : parsed;
        const onPurpose = /written twice|__proto__/.test(told.message);
        const read = parsed.ok ? { value: parsed.value } : "refused";
        expect(read).toEqual(onPurpose ? "refused" : readNatively(text));
        const line = text.split("\n")[told.line - 1];
        expect(line).toBeDefined();
        expect(told.column).toBeLessThanOrEqual((line?.length ?? 0) + 1);
      }),
      { numRuns: 2000 },
    );
  });
});
