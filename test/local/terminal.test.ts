import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cleanStreams } from "../../bin/commands/streams.ts";

test("a text is cleaned whole, and only breaks at its beginning and end are breaks", () => {
  const said: string[] = [];
  const { out, error } = cleanStreams({
    out: (text) => said.push(text),
    error: (text) => said.push(text),
  });
  out("\nMessages of a\nb\u001b[2J\n");
  error("no \u202ea\n\n");
  out("plain");
  out("");
  expect(said).toEqual(["\nMessages of a\\nb\\u001b[2J\n", "no \\u202ea\n\n", "plain", ""]);
});

/** Where a terminal is written to: the streams themselves, our own bar, the question before a publish. */
const allowed = [
  "bin/cli.ts",
  "bin/commands/streams.ts",
  "bin/commands/confirm.ts",
  "src/local/report/progress.ts",
  // Read by CDK: notes on what it was given.
  "bin/sojourn.ts",
];

test("no command writes to a terminal but through its streams", () => {
  const files = globSync(["bin/**/*.ts", "src/local/**/*.ts"]);
  expect(files.length).toBeGreaterThan(100);
  const others = files.filter(
    (path) =>
      !allowed.includes(path) &&
      /process\.std(?:out|err)\.write|console\.\w+\(|styleText|stream: process|output: process/.test(
        readFileSync(path, "utf8"),
      ),
  );
  expect(others).toEqual([]);
});
