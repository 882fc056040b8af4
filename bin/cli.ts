#!/usr/bin/env node
import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };

const program = new Command("sojourn")
  .description(manifest.description)
  .version(manifest.version)
  .action(() => program.help());

await program.parseAsync();
