import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Access } from "./access.ts";
import { attempt, expectTold, type Reading } from "./reading.ts";

export interface AlarmFact {
  readonly topic: string;
  readonly confirmed: number;
  readonly pending: number;
}

/** Reads who is subscribed to alarms; undefined where the stage has no topic for them. */
export async function readAlarms(
  topic: Reading<string | undefined>,
  access: Access,
): Promise<Reading<AlarmFact | undefined>> {
  const { kind } = topic;
  if (kind === "unknown") return topic;
  const arn = topic.value;
  if (arn === undefined) return { kind: "read", value: undefined };
  const client = new SNSClient(access);
  return attempt(async () => {
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: arn }));
    return {
      topic: arn,
      confirmed: Number(
        expectTold(Attributes?.["SubscriptionsConfirmed"], "SubscriptionsConfirmed"),
      ),
      pending: Number(Attributes?.["SubscriptionsPending"] ?? 0),
    };
  });
}
