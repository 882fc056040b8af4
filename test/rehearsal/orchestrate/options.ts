import { parseArgs } from "node:util";

export interface Options {
  /** Also races, bursts, the upgrade, and a probe for each mend of the emulator. */
  readonly long: boolean;
  /** Only scenario files with this in their name. */
  readonly only: string | undefined;
  /** Leave stage and emulator standing at the end, for a person to look at. */
  readonly keep: boolean;
  readonly help: boolean;
}

export const usage = `npm run rehearse [-- <options>]

Deploys Sojourn with the CDK's own command line into an emulator of AWS on this machine, plays the
scenarios of test/rehearsal/scenarios against it, deletes it and checks that nothing is left.
Needs Python 3.10 or later; installs the emulator into node_modules/.cache by itself.

  --long         also races, bursts and the upgrade, and whether each mend of the emulator is needed
  --only <part>  only scenario files with this in their name; with --long, upgrade: that alone
  --keep         leave the stage standing at the end, and say where
  --help         this text`;

/** @throws TypeError for an option that there is not */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      long: { type: "boolean", default: false },
      only: { type: "string" },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return { ...values, only: values.only };
}
