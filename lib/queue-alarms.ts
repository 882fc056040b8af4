import { Duration } from "aws-cdk-lib";
import type { QueueName } from "./sojourn-stack.ts";
import type { Warning } from "./warning.ts";
import type { WorkQueue } from "./work-queue.ts";

interface QueueWatch {
  /** What a message that was put aside means. */
  readonly deadLetters: string;
  /** What a backlog means. */
  readonly backlog: string;
  /** From what age of the oldest message on a backlog is one. */
  readonly backlogMinutes: number;
}

/**
 * What each queue's two alarms say. Ages: intake and feedback are worked off as they come; wake and
 * the channels also hold messages that are delayed by up to 15 min, and the channels work off a
 * launch at the provider's rate; a marketer waits for publish.
 */
const watches: Readonly<Record<QueueName, QueueWatch>> = {
  intake: {
    deadLetters:
      "Events were put aside: malformed ones with a reason, others after an hour of tries.",
    backlog: "Events wait to be applied: journeys start, end and wake late.",
    backlogMinutes: 15,
  },
  wake: {
    deadLetters: "Wakes were put aside: those customers wait on until the next sweep.",
    backlog: "Wakes are late: messages go out after they are due.",
    backlogMinutes: 30,
  },
  settle: {
    deadLetters: "Failed runs could not be marked: they are missing from the attention list.",
    backlog: "Failed runs wait to be marked.",
    backlogMinutes: 30,
  },
  email: {
    deadLetters: "Emails were put aside after 3 h of tries: not sent, not accounted for.",
    backlog: "Emails go out an hour late or more.",
    backlogMinutes: 60,
  },
  sms: {
    deadLetters: "SMS were put aside after 3 h of tries: not sent, not accounted for.",
    backlog: "SMS go out an hour late or more.",
    backlogMinutes: 60,
  },
  push: {
    deadLetters: "Push messages were put aside after 3 h of tries: not sent, not accounted for.",
    backlog: "Push messages go out an hour late or more.",
    backlogMinutes: 60,
  },
  release: {
    deadLetters:
      "A channel that goes on was not looked at: what waits at its gate waits until somebody redrives.",
    backlog: "Held messages are let go late.",
    backlogMinutes: 30,
  },
  feedback: {
    deadLetters: "What SES told of some messages was put aside: bounces may go unnoticed.",
    backlog: "What SES tells of messages is applied late.",
    backlogMinutes: 15,
  },
  publish: {
    deadLetters: "A saved file got no verdict: it is neither live nor refused.",
    backlog: "Saved files wait for their verdict.",
    backlogMinutes: 10,
  },
};

/** Two alarms per queue: something was put aside, and something waits too long. */
export function queueAlarms(
  queues: Readonly<Record<QueueName, WorkQueue>>,
): Record<string, Warning> {
  const warnings = (Object.keys(watches) as QueueName[]).map((name) =>
    watchQueue(name, queues[name], watches[name]),
  );
  return Object.assign({}, ...warnings);
}

function watchQueue(name: QueueName, queue: WorkQueue, watch: QueueWatch): Record<string, Warning> {
  const id = name.charAt(0).toUpperCase() + name.slice(1);
  const worst = { period: Duration.minutes(5), statistic: "Maximum" };
  return {
    [`${id}DeadLetters`]: {
      metric: queue.deadLetters.metricApproximateNumberOfMessagesVisible(worst),
      atLeast: 1,
      meaning: watch.deadLetters,
      runbook: `${name}-dead-letters`,
    },
    [`${id}Backlog`]: {
      metric: queue.messages.metricApproximateAgeOfOldestMessage(worst),
      atLeast: watch.backlogMinutes * 60,
      meaning: watch.backlog,
      runbook: `${name}-backlog`,
    },
  };
}
