import type { Message } from "@aws-sdk/client-sqs";

/** Why each of these letters was put aside, the most frequent first: "12 × not JSON: hello". */
export function tellReasons(letters: readonly Message[]): string[] {
  const counts = new Map<string, number>();
  for (const letter of letters) {
    const reason = reasonOf(letter);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([reason, count]) => `${count} × ${reason}`);
}

/** Long ones quote what was refused. */
const longestReason = 160;

/** Intake tells its own; EventBridge and its Scheduler tell a code; SQS tells nothing but the tries. */
function reasonOf({ MessageAttributes: told = {} }: Message): string {
  const { reason, ERROR_CODE: code, ERROR_MESSAGE: message } = told;
  if (reason?.StringValue !== undefined) return reason.StringValue.slice(0, longestReason);
  if (code?.StringValue !== undefined) {
    const said = `could not be delivered: ${code.StringValue} ${message?.StringValue ?? ""}`;
    return said.trim().slice(0, longestReason);
  }
  return "failed at every try: its function's log tells why";
}
