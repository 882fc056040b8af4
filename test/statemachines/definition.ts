import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../statemachines");

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly MaxAttempts: number;
  readonly JitterStrategy: string;
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

/** A state, as far as the tests look. */
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly Condition?: string;
  readonly TimeoutSeconds?: number;
  readonly Seconds?: number | string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Next?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default?: string;
  readonly Output?: unknown;
  readonly Error?: string;
  readonly Items?: string;
  readonly Label?: string;
  readonly MaxConcurrency?: number;
  readonly ToleratedFailurePercentage?: number;
  readonly ItemSelector?: Readonly<Record<string, unknown>>;
  readonly ItemProcessor?: Machine;
}

export interface Machine {
  readonly QueryLanguage?: string;
  /** Configuration of what a map does for each item. */
  readonly ProcessorConfig?: Readonly<Record<string, string>>;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Every file of the folder, without `.asl.json`. */
export const machineNames: readonly string[] = readdirSync(folder)
  .map((file) => file.replace(/\.asl\.json$/, ""))
  .toSorted();

/** A machine from its file, each time anew: the validator writes into what it checks. */
export function readMachine(name: string): Machine {
  return JSON.parse(readFileSync(join(folder, `${name}.asl.json`), "utf8"));
}

/** Every state by its name, those within a Map too. */
export function statesOf(machine: Machine): ReadonlyMap<string, State> {
  return new Map(
    Object.entries(machine.States).flatMap(([name, state]) => [
      [name, state] as const,
      ...(state.ItemProcessor === undefined ? [] : statesOf(state.ItemProcessor)),
    ]),
  );
}
