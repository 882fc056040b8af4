import type { Context } from "aws-lambda";
import type { $ZodType } from "zod/v4/core";
import { correlate, correlated, type LogContext } from "../correlation.ts";
import { logFailure, logHandled, withoutWords } from "../log.ts";
import { countFailure } from "../metrics.ts";
import { plainMiddy } from "./plain-middy.ts";
import { readInput } from "./read-input.ts";

export interface Task<Input, Output> {
  /** Names the input in errors, such as "a turn". */
  readonly what: string;
  readonly input: $ZodType<Input>;
  /** Ids for the log. */
  readonly describe: (input: Input) => LogContext;
  readonly work: (input: Input, context: Context) => Promise<Output>;
  /** What a failed try counts as. @default nothing: the state machine's own figures tell */
  readonly failedAs?: "TurnsFailed";
}

/** A Lambda behind a Task state. Errors leave as they are: the state machine matches their names. */
export function taskHandler<Input, Output>(task: Task<Input, Output>) {
  const { what, input, describe, work, failedAs } = task;
  return plainMiddy<Input, Output>().handler((event: Input, context: Context) =>
    correlated({}, async () => {
      try {
        const read = readInput(what, input, event);
        correlate(describe(read));
        const output = await work(read, context);
        logHandled(what);
        return output;
      } catch (error) {
        logFailure(`${what} failed`, error);
        if (failedAs !== undefined) countFailure(failedAs, error);
        throw withoutWords(error);
      }
    }),
  );
}
