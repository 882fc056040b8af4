import { type Check, conclude, type Finding, type Verdict } from "./finding.ts";
import type { AlarmFact } from "./read-alarms.ts";
import type { DeadLetterFact } from "./read-queues.ts";
import { judgeReading, type Reading } from "./reading.ts";

/** @param status as CloudFormation tells it */
export function judgeStack(status: string): Finding {
  const check: Check = {
    topic: "Stack",
    wanted: "CREATE_COMPLETE or UPDATE_COMPLETE",
    why: "What is deployed is not what was meant to be.",
    mend: "npx cdk deploy --all (its last events say what went wrong)",
  };
  return conclude(check, verdictOf(status), status);
}

function verdictOf(status: string): Verdict {
  if (/^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return "ok";
  // The stage works, as the version before.
  if (/^(?:UPDATE|IMPORT)_ROLLBACK_COMPLETE$/.test(status)) return "warning";
  if (/^(?:UPDATE|REVIEW|IMPORT)_.*IN_PROGRESS$/.test(status)) return "warning";
  return "problem";
}

/** Whether somebody hears of alarms. */
export function judgeAlarms(
  alarms: Reading<AlarmFact | undefined>,
  prod: boolean,
): readonly Finding[] {
  const check: Check = {
    topic: "Alarms",
    wanted: "a confirmed subscriber",
    why: "Failures are noticed by customers first.",
    mend: "npx cdk deploy --all (with the observability stack)",
  };
  const bad = prod ? "problem" : "warning";
  return judgeReading(check, alarms, (found) => {
    if (found === undefined) return [conclude(check, bad, "no alarms are deployed")];
    const { topic, confirmed, pending } = found;
    const mend =
      pending > 0
        ? "the link in the mail that SNS sent to the subscriber"
        : `aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint you@your.shop`;
    if (confirmed > 0) return [conclude(check, "ok", `${confirmed} confirmed`)];
    const waiting = pending > 0 ? `${pending} not confirmed yet` : "nobody subscribed";
    return [conclude({ ...check, mend }, bad, waiting)];
  });
}

/** @param options what ends a printed command, such as `--stage prod` */
export function judgeDeadLetters(
  queues: Reading<readonly DeadLetterFact[]>,
  options: string,
): readonly Finding[] {
  const check: Check = {
    topic: "Dead letters",
    wanted: "none",
    why: "Each is an event, a wake or a message that nothing tries again; gone after 14 days.",
    mend: `docs/runbook.md (look at the reason first), then: sojourn redrive --all ${options}`,
  };
  return judgeReading(check, queues, (all) => {
    const waiting = all.filter(({ messages }) => messages > 0);
    if (waiting.length === 0) return [conclude(check, "ok", `none in ${all.length} queues`)];
    const told = waiting.map(({ queue, messages }) => `${queue} ${messages}`);
    return [conclude(check, "problem", told.join(", "))];
  });
}
