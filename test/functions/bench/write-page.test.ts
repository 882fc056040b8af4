import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writePage } from "../../../bench/write-page.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "page-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function part(title: string, figure: string) {
  return { title, figures: [{ what: "a figure", figure }], details: [`  how: ${figure}`] };
}

it("puts a part in the place of its older self and leaves the others as they are", () => {
  const page = join(folder, "figures.md");
  writeFileSync(page, "# Old head\n\nOld words.\n");
  writePage(page, { parts: [part("Core", "1"), part("Bill, prices of 2026-11", "2")], how: "A." });
  const before = readFileSync(page, "utf8");
  writePage(page, { parts: [part("Bill, prices of 2027-02", "3")], how: "B." });
  const after = readFileSync(page, "utf8");

  expect(before).toMatch(/^# Figures\n/);
  expect(before).not.toContain("Old");
  expect(after).toBe(
    before
      .replace("2026-11\n\nA.", "2027-02\n\nB.")
      .replace("| a figure |  | 2 |", "| a figure |  | 3 |")
      .replace("how: 2", "how: 3"),
  );
  expect(after).toContain("how: 3");
});
