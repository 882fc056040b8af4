import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createBackoff } from "../../src/aws/backoff.ts";
import { createBus } from "../../src/aws/bus.ts";
import { createCustomers } from "../../src/aws/customers.ts";
import { createDeliveries } from "../../src/aws/deliveries.ts";
import { createRuns } from "../../src/aws/runs.ts";
import { createEnrollments } from "../../src/aws/timeline/enrollments.ts";
import { createEvents } from "../../src/aws/timeline/events.ts";
import { createMessages } from "../../src/aws/timeline/messages.ts";
import { createOffers } from "../../src/aws/timeline/offers.ts";
import { createTasks } from "../../src/aws/timeline/tasks.ts";
import { createTurns } from "../../src/aws/timeline/turns.ts";
import { createWakes } from "../../src/aws/wakes.ts";
import { urlsOf } from "./queues.ts";
import type { Stage } from "./stage.ts";
import { readStageClock } from "./stage-clock.ts";
import { openTables } from "./stage-tables.ts";

/** The ports that a resumption works through, on the stage's own tables, queues and machine. */
export async function openResumePorts(stage: Stage) {
  const tables = openTables(stage);
  const clock = await readStageClock(tables.catalog);
  const sqs = new SQSClient(stage.aws);
  const timeline = { ...tables.timeline, clock };
  return {
    clock,
    backoff: createBackoff(),
    customers: createCustomers(tables.customers),
    enrollments: createEnrollments(timeline),
    events: createEvents(timeline),
    turns: createTurns(timeline),
    messages: createMessages(timeline),
    tasks: createTasks(timeline),
    offers: createOffers(timeline),
    runs: createRuns({ client: new SFNClient(stage.aws), machine: stage.output("RunJourneyArn") }),
    wakes: createWakes({ client: sqs, queueUrl: urlsOf(stage, "wake").messages }),
    deliveries: createDeliveries({
      client: sqs,
      queueUrlOf: (channel) => urlsOf(stage, channel).messages,
    }),
    bus: createBus({
      client: new EventBridgeClient(stage.aws),
      bus: stage.output("BusName"),
    }),
  };
}
