import type { Needs } from "./estimate-need.ts";
import { write } from "./estimate-need.ts";
import { type Check, conclude, type Finding } from "./finding.ts";
import { judgeRoom } from "./judge-quotas.ts";
import type { ConsumerFact, FunctionFacts } from "./read-functions.ts";
import { judgeReading } from "./reading.ts";

/** How long take-turn has a turn in hand: some 100 ms (lib/sojourn-function.ts). */
const turnSeconds = 0.1;

/** SQS hands out so many messages of a standard queue at a time and not one more. */
const mostInFlight = 120_000;
const sqsQuotas =
  "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html";

/** Functions, the queues that feed them, and the calls that the account lets run side by side. */
export function judgeFunctions(
  facts: FunctionFacts,
  needs: Needs | undefined,
  { region, overSeconds }: { readonly region: string; readonly overSeconds: number },
): readonly Finding[] {
  const deployed: Check = {
    topic: "Functions",
    wanted: "all deployed",
    why: "Work of this kind stands still until the function is whole.",
    mend: "npx cdk deploy --all",
  };
  return [
    ...judgeReading(deployed, facts.functions, (functions) => {
      const broken = functions.filter(
        ({ state, lastUpdate }) => state === "Failed" || lastUpdate === "Failed",
      );
      const silent = functions.find(({ state }) => state === "not told");
      if (silent !== undefined && broken.length === 0) {
        return [conclude(deployed, "unknown", `Lambda does not tell the state of ${silent.name}`)];
      }
      if (functions.length === 0) return [conclude(deployed, "problem", "none")];
      return broken.length === 0
        ? [conclude(deployed, "ok", `${functions.length} deployed`)]
        : [conclude(deployed, "problem", `failed: ${broken.map(({ name }) => name).join(", ")}`)];
    }),
    ...judgeReading(consuming(region), facts.consumers, (consumers) =>
      judgeConsumers(consumers, region),
    ),
    ...judgeConcurrency(facts, needs, region, overSeconds),
  ];
}

function consuming(region: string): Check {
  return {
    topic: "Queues",
    wanted: "each queue worked off",
    why: "Messages pile up and, after 14 days, are gone.",
    mend: `https://${region}.console.aws.amazon.com/lambda/home?region=${region}#/functions (the function's SQS trigger: Enable)`,
  };
}

function judgeConsumers(consumers: readonly ConsumerFact[], region: string): readonly Finding[] {
  const check = consuming(region);
  const idle = consumers.filter(({ state }) => !/^(?:Enabled|Enabling|Updating)$/.test(state));
  const found = idle.map((one) => `${one.function}: ${one.state}`).join(", ");
  const working =
    idle.length > 0
      ? conclude(check, "problem", found)
      : conclude(
          check,
          consumers.length === 0 ? "problem" : "ok",
          `${consumers.length} worked off`,
        );
  return [working, judgeInFlight(consumers)];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: of one queue without a bound. */
const mostCalls = 1_250;

function judgeInFlight(consumers: readonly ConsumerFact[]): Finding {
  const loads = consumers.map((one) => ({
    name: one.function,
    messages: (one.maxConcurrency ?? mostCalls) * one.batchSize,
    how: `${write(one.maxConcurrency ?? mostCalls)} calls × ${one.batchSize}`,
  }));
  const most = loads.toSorted((a, b) => b.messages - a.messages)[0];
  const check: Check = {
    topic: "SQS: messages in flight",
    wanted: `at most ${write(mostInFlight)} of a queue`,
    why: "SQS hands out no more until some are done: the queue is slower.",
    mend: sqsQuotas,
  };
  if (most === undefined) return conclude(check, "ok", "0");
  const found = `${write(most.messages)} at most = ${most.how} (${most.name})`;
  return conclude(
    check,
    judgeRoom(most.messages, mostInFlight, 1, Number.POSITIVE_INFINITY),
    found,
  );
}

/**
 * Throttled calls of a queue count as tries of its messages, so what all consumers may take at once
 * has to be there; turns beyond are tried again by Step Functions for hours.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 1,000 by default, new
 * accounts have 10.
 */
function judgeConcurrency(
  facts: FunctionFacts,
  needs: Needs | undefined,
  region: string,
  overSeconds: number,
): readonly Finding[] {
  const consumers = facts.consumers.kind === "read" ? facts.consumers.value : [];
  const queued = consumers.reduce((all, { maxConcurrency }) => all + (maxConcurrency ?? 0), 0);
  const turns = (needs?.turns.value ?? 0) * turnSeconds;
  const turning =
    needs === undefined ? "" : ` + turns ${write(needs.turns.value)}/s × ${turnSeconds} s`;
  const need = queued + turns;
  const check: Check = {
    topic: "Lambda: calls at a time",
    wanted: `${write(need)} = queues ${queued}${turning}`,
    why: "Calls beyond it are throttled; a queue's count as tries and end among dead letters.",
    mend: `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value ${Math.max(1_000, Math.ceil(need * 1.25))} --region ${region}`,
  };
  return judgeReading(check, facts.concurrency, (granted) => {
    if (facts.consumers.kind === "unknown") {
      return [conclude(check, "unknown", `${write(granted)}; queues: ${facts.consumers.why}`)];
    }
    if (queued > granted) return [conclude(check, "problem", write(granted))];
    const verdict = judgeRoom(need, granted, overSeconds, Number.POSITIVE_INFINITY);
    return [conclude(check, verdict, write(granted))];
  });
}
