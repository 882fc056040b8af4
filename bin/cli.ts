#!/usr/bin/env node
import { inspect } from "node:util";
import { printableLines } from "../src/core/text/printable.ts";
import { fileNotUtf8 } from "../src/local/require-utf8.ts";
import { createProgram } from "./commands/create-program.ts";

// Whoever reads our report may have enough of it: `sojourn status | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const program = createProgram(
  {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
  },
  (code) => process.exit(code),
);
try {
  await program.parseAsync();
} catch (thrown) {
  // A file of the caller's: its place and what to do are in the message, no stack is of use.
  const isOfFile = thrown instanceof Error && thrown.name === fileNotUtf8;
  // A bug's message may quote whatever it choked on: never raw.
  process.stderr.write(`${printableLines(isOfFile ? thrown.message : inspect(thrown))}\n`);
  process.exit(1);
}
