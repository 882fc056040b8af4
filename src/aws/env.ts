import { operationalError } from "../core/errors.ts";
import { env } from "../names.ts";

type EnvironmentName = keyof typeof env;

/** A value of the function's environment that may be left out; empty counts as absent. */
export function findEnvironment(name: EnvironmentName): string | undefined {
  const value = process.env[env[name]];
  return value === undefined || value === "" ? undefined : value;
}

/**
 * A value that the stack gives to a function together with the permission to use what it names.
 * @throws ConfigurationInvalid when it is missing
 */
export function readEnvironment(name: EnvironmentName): string {
  const value = findEnvironment(name);
  if (value !== undefined) return value;
  throw operationalError(
    "ConfigurationInvalid",
    `The environment variable ${env[name]} is missing. The stack sets it where it grants the ` +
      "permission that goes with it: deploy again, or set it by hand where you run this yourself.",
  );
}
