import { describe } from "vitest";
import { createEnrollments } from "../../src/aws/timeline/enrollments.ts";
import { createEvents } from "../../src/aws/timeline/events.ts";
import { createMessages } from "../../src/aws/timeline/messages.ts";
import { createTurns } from "../../src/aws/timeline/turns.ts";
import { createLocalTimeline } from "../../src/local/timeline.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";
import { manualClock } from "./records.ts";
import { timelineContract } from "./timeline-contract.ts";

describe("the timeline in memory", () => {
  const ignore = () => undefined;
  timelineContract(async () => createLocalTimeline(ignore, ignore));
});

describe.skipIf(isWithoutDynamo())("the timeline on DynamoDB", () => {
  const dynamo = useDynamo();
  timelineContract(async () => {
    const config = { ...(await dynamo.timeline()), clock: manualClock() };
    return {
      events: createEvents(config),
      turns: createTurns(config),
      enrollments: createEnrollments(config),
      messages: createMessages(config),
    };
  });
});
