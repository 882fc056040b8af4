import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("every link inside the runbook leads to one of its headings", () => {
  const text = readFileSync("docs/runbook.md", "utf8");
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
  const links = [...text.matchAll(/\]\(#([\w-]+)\)/g)].map(([, link]) => link);
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((link) => !headings.includes(link ?? ""))).toEqual([]);
});
