import { parseArgs } from "node:util";

const names = ["requests", "bill", "core", "cpu", "embedded", "sweep", "bundles"] as const;
export type PartName = (typeof names)[number];

export interface Options {
  readonly help: boolean;
  readonly only: readonly PartName[];
  readonly deployed: boolean;
  /** Where the figures go as JSON, from the project's folder. */
  readonly json: string;
  /** The page whose measured sections are written anew. */
  readonly page: string | undefined;
}

export const usage = `npm run bench [-- <options>]

Measures every budget of the design that one machine can measure, and prints one table.

  --only <part>  one of ${names.join(", ")}; may be repeated
  --deployed     only the bill, counted in a stage deployed into the rehearsal's emulator; needs Python
  --json <file>  where the figures go as JSON (default: bench/out/bench.json or deployed.json)
  --page <file>  write the measured sections of this page anew, such as docs/bench.md
  --help         this text`;

/** An option that is not known, or does not go with another; the message says which. */
export class BadOption extends Error {
  override readonly name = "BadOption";
}

/** @throws BadOption */
export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  const only = values.only?.map(partOf) ?? names;
  if (values.deployed && values.only !== undefined) {
    throw new BadOption("--deployed measures one thing: no --only");
  }
  const json = values.json ?? `bench/out/${values.deployed ? "deployed" : "bench"}.json`;
  return { help: values.help, only, deployed: values.deployed, json, page: values.page };
}

function parse(args: readonly string[]) {
  const options = {
    help: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    deployed: { type: "boolean", default: false },
    json: { type: "string" },
    page: { type: "string" },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error));
  }
}

function partOf(text: string): PartName {
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  throw new BadOption(`--only ${text}: write one of ${names.join(", ")}`);
}
