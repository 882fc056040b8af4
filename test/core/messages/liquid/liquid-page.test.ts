import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judgeLiquid } from "../../../../src/core/messages/liquid/judge-liquid.ts";
import { parseLiquid } from "../../../../src/core/messages/liquid/parse-liquid.ts";
import type { Writing } from "../../../../src/core/messages/liquid/writing.ts";
import { renderText } from "../../../../src/core/messages/render-text.ts";
import { printReason } from "../../../../src/core/reasons/reason.ts";

const page = readFileSync(new URL("../../../../docs/liquid.md", import.meta.url), "utf8");
const values = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "{}") as object;

const about: Writing = {
  now: Date.UTC(2026, 0, 12, 2),
  zone: "Asia/Shanghai",
  locale: "en",
  currency: undefined,
};

/** The rows of a section's table: a template and what is said of it. `⏎` stands for a line break. */
function rowsOf(section: string): [template: string, said: string][] {
  const [, body = ""] = page.split(`## ${section}\n`);
  const [table = ""] = body.split("\n## ");
  return [...table.matchAll(/^\| `(.*?)` \| `(.*?)` \|$/gm)].map(([, template = "", said = ""]) => [
    template.replaceAll("\\|", "|"),
    said.replaceAll("⏎", "\n"),
  ]);
}

function print(template: string): string {
  const parsed = parseLiquid(template, "html");
  if (!parsed.ok) return `refused: ${parsed.faults[0]?.message}`;
  const rendered = renderText({ ...parsed, markup: "html" }, values, about);
  return rendered.ok ? rendered.text : printReason(rendered.reason);
}

function refusal(template: string): string | undefined {
  const parsed = parseLiquid(template, "html");
  if (!parsed.ok) return parsed.faults[0]?.message;
  const judged = judgeLiquid(parsed.nodes, template).find(({ severity }) => severity === "error");
  return judged && printReason(judged.why);
}

describe("the page on Liquid", () => {
  for (const [section, least] of [
    ["Values and conditions", 20],
    ["Lists", 17],
    ["Texts", 24],
    ["Numbers", 12],
    ["Dates", 8],
  ] as const) {
    it.each(rowsOf(section))(`${section}: %s`, (template, said) => {
      expect(print(template)).toBe(said);
      expect(refusal(template)).toBeUndefined();
    });

    it(`${section}: every row of the table is read`, () => {
      expect(rowsOf(section).length).toBeGreaterThanOrEqual(least);
    });
  }

  it.each(rowsOf("What `sojourn check` refuses"))("is refused: %s", (template, said) => {
    expect(refusal(template)).toBe(said);
  });

  it("reads every row of what is refused", () => {
    expect(rowsOf("What `sojourn check` refuses").length).toBeGreaterThanOrEqual(9);
  });
});
