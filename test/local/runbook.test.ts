import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../bin/commands/create-program.ts";

const program = createProgram({ out: () => undefined, error: () => undefined }, (code) => {
  throw new RangeError(String(code));
});
const commands = new Map(program.commands.map((command) => [command.name(), command]));

/** What stands in backticks or in a fenced block, without its comments, and begins with `sojourn`. */
function commandLines(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const fenced = [...text.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = ""]) =>
    block.split("\n"),
  );
  const inline = [...text.replaceAll(/^```[^]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)];
  return [...fenced, ...inline.map(([, code = ""]) => code)].filter((line) =>
    /^(?:npx )?sojourn [a-z]/.test(line),
  );
}

describe.each(["docs/runbook.md", "README.md"])("%s", (path) => {
  const lines = [...new Set(commandLines(path))];

  test.each(lines)("%s is a command, with options that it has", (line) => {
    const [name = "", ...words] = line.replace(/^(?:npx )?sojourn /, "").split(" ");
    const command = commands.get(name);
    expect([name, command?.name()]).toEqual([name, name]);
    const meant = command?.commands.find((inner) => inner.name() === words[0]) ?? command;
    const known = meant?.options.map(({ long }) => long) ?? [];
    const said = words.filter((word) => /^--[a-z]/.test(word));
    expect(known).toEqual(expect.arrayContaining(said));
  });
});

test("the runbook names more than a handful of commands", () => {
  const names = commandLines("docs/runbook.md").map((line) => line.split(" ")[1]);
  expect(new Set(names).size).toBeGreaterThan(8);
});

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
