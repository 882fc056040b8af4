import { parseArgs } from "node:util";

export interface Options {
  /** Also races, bursts, the upgrade, and a probe for each mend of the emulator. */
  readonly long: boolean;
  /** Only scenario files with this in their name. */
  readonly only: string | undefined;
  /** Time of day in UTC at which the stage's clock stands before the first scenario, such as "09:00". */
  readonly at: string;
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
  --at <time>    the stage's time of day in UTC before the first scenario; default 09:00
  --keep         leave the stage standing at the end, and say where
  --help         this text`;

/** @throws TypeError for an option that there is not, or a value that an option does not take */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      long: { type: "boolean", default: false },
      only: { type: "string" },
      at: { type: "string", default: "09:00" },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(values.at)) {
    throw new TypeError(`--at wants a time of day such as 09:00, not "${values.at}"`);
  }
  return { ...values, only: values.only };
}
