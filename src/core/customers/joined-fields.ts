import type { Customer } from "./customer.ts";

/** A rule for every field, so that none is forgotten. */
export type JoinedFields<Name extends keyof Customer> = {
  readonly [Each in Name]-?: Customer[Each] | Extract<undefined, Customer[Each]>;
};
