import type { TestCustomer } from "./customers.ts";
import { stateEntries } from "./runs.ts";
import type { Stage } from "./stage.ts";

/** Names of the states of run-journey: one entry each is one transition on the bill. */
export const turnState = "Run steps until the next wait";
export const endState = "Journey ended";

/** What is to be seen of a customer whose one journey is over. */
export interface SeenAtTheEnd {
  /** Subjects of the mails, in the order sent. */
  readonly subjects: readonly (string | undefined)[];
  readonly ending: unknown;
  /** Each generation: its status, and the states that it entered. */
  readonly runs: readonly (readonly [status: string | undefined, states: readonly string[]])[];
  /** Names of schedules that still stand. */
  readonly schedules: readonly string[];
}

/** Waits until the journey of a customer and its runs are over, and looks at everything. */
export async function seenAtTheEnd(
  stage: Stage,
  { id, email }: TestCustomer,
): Promise<SeenAtTheEnd> {
  const record = await stage.enrollments.ended(id);
  const executions = await stage.enrollments.closedRuns(record.id);
  const histories = executions.map(async ({ executionArn = "", status }) => {
    return [status, stateEntries(await stage.runs.history(executionArn))] as const;
  });
  const standing = await stage.clock.schedules(await stage.customers.keyOf(id));
  return {
    subjects: stage.outbox(email).map(({ subject }) => subject),
    ending: record["ending"],
    runs: await Promise.all(histories),
    schedules: standing.map(({ name }) => name),
  };
}
