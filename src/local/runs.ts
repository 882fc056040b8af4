import { isRetryable } from "../core/errors.ts";
import type { Runs, RunTurn } from "../core/ports.ts";
import { HOUR, MINUTE } from "../core/time/instant.ts";
import type { TurnRequest } from "../flows/run-turn.ts";
import type { BrokenRun } from "../flows/settle-run.ts";
import type { Agenda } from "./agenda.ts";

/** How a run stands, as DescribeExecution would say it. */
export type RunStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";

export interface LocalRuns extends Runs {
  /** Executions by name, `<enrollment>-g<generation>`. */
  status(name: string): RunStatus | undefined;
  underWay(): number;
  /** What a person's StopExecution does. @returns whether the run was under way */
  abort(name: string): boolean;
}

interface Run {
  readonly name: string;
  at: RunTurn;
  status: RunStatus;
  /** The one live token; a failed attempt's is dead. */
  token: string | undefined;
  attempts: number;
}

/** As in run-journey.asl.json: doubling from a minute, an hour at most, for over six hours. */
const mostAttempts = 12;
function retryDelay(attempt: number): number {
  return Math.min(MINUTE * 2 ** (attempt - 1), HOUR);
}

/**
 * The state machine in memory: one state that takes turns, each attempt with a token of its own;
 * retryable errors are retried with a new token, anything else fails the run.
 * @param forget told when a run has ended, to let go of it in time
 */
export function createLocalRuns(
  agenda: Agenda,
  takeTurn: (request: TurnRequest) => Promise<void>,
  broken: (run: BrokenRun) => void,
  forget: (forgetRun: () => void) => void,
): LocalRuns {
  const runs = new Map<string, Run>();
  const byToken = new Map<string, Run>();
  let attempts = 0;
  let open = 0;

  const kill = (run: Run): void => {
    if (run.token !== undefined) byToken.delete(run.token);
    run.token = undefined;
  };

  const close = (run: Run, status: RunStatus): void => {
    kill(run);
    run.status = status;
    open -= 1;
    forget(() => runs.delete(run.name));
  };

  const attempt = async (run: Run): Promise<void> => {
    if (run.status !== "RUNNING") return;
    attempts += 1;
    run.attempts += 1;
    const token = `${run.name}#${attempts}`;
    run.token = token;
    byToken.set(token, run);
    try {
      await takeTurn({ ...run.at, token });
    } catch (error) {
      // As in Step Functions: once the token was used, what the function does no longer counts.
      if (run.token !== token) return;
      kill(run);
      if (isRetryable(error) && run.attempts < mostAttempts) {
        agenda.plan(agenda.clock.now() + retryDelay(run.attempts), () => attempt(run));
        return;
      }
      close(run, "FAILED");
      const { name, message } = error as Error;
      const { enrollment, generation } = run.at;
      broken({ enrollment, generation, status: "FAILED", error: `${name}: ${message}` });
    }
  };

  const begin = (run: Run): void => {
    run.attempts = 0;
    agenda.plan(agenda.clock.now(), () => attempt(run));
  };

  return {
    async start(at) {
      const name = `${at.enrollment}-g${at.generation}`;
      if (runs.has(name)) return;
      const run: Run = { name, at, status: "RUNNING", token: undefined, attempts: 0 };
      runs.set(name, run);
      open += 1;
      begin(run);
    },
    async goOn(token, next) {
      const run = byToken.get(token);
      if (run === undefined) return "stale";
      kill(run);
      run.at = next;
      begin(run);
      return "went-on";
    },
    async end(token) {
      const run = byToken.get(token);
      if (run === undefined) return "stale";
      close(run, "SUCCEEDED");
      return "ended";
    },
    anyUnderWay: async () => open > 0,
    status: (name) => runs.get(name)?.status,
    underWay: () => open,
    abort(name) {
      const run = runs.get(name);
      if (run?.status !== "RUNNING") return false;
      close(run, "ABORTED");
      const { enrollment, generation } = run.at;
      broken({ enrollment, generation, status: "ABORTED" });
      return true;
    },
  };
}
