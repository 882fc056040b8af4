import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Access } from "./access.ts";
import type { StackResource } from "./read-stack.ts";
import { attempt, expectTold, type Reading } from "./reading.ts";

/** A dead-letter queue and what lies in it. */
export interface DeadLetterFact {
  /** As its construct is called, such as `IntakeQueue`. */
  readonly queue: string;
  readonly messages: number;
}

export async function readDeadLetters(
  resources: Reading<readonly StackResource[]>,
  access: Access,
): Promise<Reading<readonly DeadLetterFact[]>> {
  if (resources.kind === "unknown") return resources;
  const client = new SQSClient(access);
  const queues = resources.value.filter(
    ({ type, logicalId }) => type === "AWS::SQS::Queue" && logicalId.includes("DeadLetters"),
  );
  return attempt(() =>
    Promise.all(
      queues.map(async ({ logicalId, physicalId }) => {
        const { Attributes } = await client.send(
          new GetQueueAttributesCommand({
            QueueUrl: physicalId,
            AttributeNames: ["ApproximateNumberOfMessages"],
          }),
        );
        return {
          queue: titleOf(logicalId),
          messages: Number(
            expectTold(Attributes?.ApproximateNumberOfMessages, "ApproximateNumberOfMessages"),
          ),
        };
      }),
    ),
  );
}

/** `EventIntakeIntakeQueueDeadLetters1A2B3C4D` → `IntakeQueue`, where the id can be read so. */
function titleOf(logicalId: string): string {
  const path = logicalId.replace(/DeadLetters.*$/, "");
  return /([A-Z][a-z]+)Queue$/.exec(path)?.[0] ?? path;
}
