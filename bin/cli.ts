#!/usr/bin/env node
import { createProgram } from "./commands/create-program.ts";

const program = createProgram(
  {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
  },
  (code) => process.exit(code),
);
await program.parseAsync();
