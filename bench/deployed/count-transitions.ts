import type { HistoryEvent } from "@aws-sdk/client-sfn";

/**
 * State transitions of one execution as they are billed: each state entered, and each retry of a
 * task ("… including retries"). https://aws.amazon.com/step-functions/pricing/
 */
export function countTransitions(history: readonly HistoryEvent[]): number {
  const count = (matches: (type: string) => boolean) =>
    history.filter(({ type = "" }) => matches(type)).length;
  const entered = count((type) => type.endsWith("StateEntered"));
  const tries = count((type) => type === "TaskScheduled");
  const firstTries = count((type) => type === "TaskStateEntered");
  return entered + tries - firstTries;
}
