#!/usr/bin/env node
import { inspect } from "node:util";
import { printableLines } from "../src/core/text/printable.ts";
import { createProgram } from "./commands/create-program.ts";
import { tellThrown } from "./commands/tell-thrown.ts";

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
  // A bug's message may quote whatever it choked on: never raw.
  process.stderr.write(`${printableLines(tellThrown(thrown) ?? inspect(thrown))}
`);
  process.exit(1);
}
