#!/usr/bin/env node
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
await program.parseAsync();
