import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { type $ZodType, safeParse } from "zod/v4/core";
import { type LogContext, logFailure } from "../log.ts";
import { plainMiddy } from "./plain-middy.ts";
import { readInput } from "./read-input.ts";

export interface Task<Input, Output> {
  /** Names the input in errors, such as "a turn". */
  readonly what: string;
  readonly input: $ZodType<Input>;
  /** Ids for the log. */
  readonly describe: (input: Input) => LogContext;
  readonly work: (input: Input, context: Context) => Promise<Output>;
}

/** A Lambda behind a Task state. Errors leave as they are: the state machine matches their names. */
export function taskHandler<Input, Output>({ what, input, describe, work }: Task<Input, Output>) {
  return middy<Input, Output>(plainMiddy)
    .before((request) => {
      request.event = readInput(what, input, request.event);
    })
    .onError(({ event, error }) => {
      const known = safeParse(input, event);
      logFailure(`${what} failed`, error, known.success ? describe(known.data) : {});
    })
    .handler((event: Input, context: Context) => work(event, context));
}
