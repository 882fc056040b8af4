import { setTimeout } from "node:timers/promises";
import { CloudFormationClient, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { nearestWord } from "../../src/core/publishing/nearest-word.ts";
import type { Access } from "./access.ts";
import { readAlarms } from "./read-alarms.ts";
import { readStack } from "./read-stack.ts";

/** What became of an alarm that was fired on purpose. */
export type TriedAlarm =
  | { readonly kind: "no-alarms" }
  | { readonly kind: "unknown-alarm"; readonly nearest: string | undefined }
  /** CloudWatch did what the alarm is for; so many hear of it. */
  | { readonly kind: "sent"; readonly alarm: string; readonly subscribers: number | undefined }
  /** CloudWatch tried and was refused, in its words. */
  | { readonly kind: "refused"; readonly alarm: string; readonly why: string }
  /** CloudWatch has said nothing of an action within the time. */
  | { readonly kind: "silent"; readonly alarm: string };

export interface TryAlarm {
  readonly stackName: string;
  /** Part of the alarm's name. @default the alarm on failed runs, else the first one */
  readonly wanted?: string;
  /** Longest wait for CloudWatch's word on the action. @default 60 s */
  readonly waitMs?: number;
}

/**
 * Puts one alarm into ALARM by hand, asks CloudWatch's history what became of its action, and puts
 * it back to OK. Every subscriber gets the message, whose reason says that it is a drill.
 */
export async function tryAlarm(question: TryAlarm, access: Access): Promise<TriedAlarm> {
  const names = await alarmsOf(`${question.stackName}-observability`, access);
  if (names.length === 0) return { kind: "no-alarms" };
  const alarm = choose(names, question.wanted);
  if (alarm === undefined) {
    return { kind: "unknown-alarm", nearest: nearestWord(question.wanted ?? "", names) };
  }
  const client = new CloudWatchClient(access);
  // A minute earlier: the clocks of this computer and of CloudWatch may differ.
  const since = new Date(Date.now() - 60_000);
  const set = (StateValue: "ALARM" | "OK", StateReason: string) =>
    client.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue, StateReason }));
  await set("ALARM", "A drill by sojourn doctor --try-alarm. Nothing is wrong.");
  try {
    const until = Date.now() + (question.waitMs ?? 60_000);
    do {
      const { AlarmHistoryItems = [] } = await client.send(
        new DescribeAlarmHistoryCommand({
          AlarmName: alarm,
          HistoryItemType: "Action",
          StartDate: since,
        }),
      );
      const [newest] = AlarmHistoryItems;
      const summary = newest?.HistorySummary;
      if (summary !== undefined) {
        if (/^success/i.test(summary)) {
          return { kind: "sent", alarm, subscribers: await subscribers(question, access) };
        }
        return { kind: "refused", alarm, why: errorIn(newest?.HistoryData) ?? summary };
      }
      await setTimeout(1_000);
    } while (Date.now() < until);
    return { kind: "silent", alarm };
  } finally {
    await set("OK", "The drill is over.");
  }
}

async function alarmsOf(stackName: string, access: Access): Promise<string[]> {
  const client = new CloudFormationClient(access);
  const names: string[] = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
      for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
        if (ResourceType === "AWS::CloudWatch::Alarm" && PhysicalResourceId !== undefined) {
          names.push(PhysicalResourceId);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("does not exist"))) throw error;
  }
  return names.toSorted();
}

function choose(names: readonly string[], wanted: string | undefined): string | undefined {
  if (wanted !== undefined) {
    return names.find((each) => each === wanted) ?? names.find((each) => each.includes(wanted));
  }
  return names.find((each) => each.includes("RunsFailed")) ?? names[0];
}

async function subscribers({ stackName }: TryAlarm, access: Access): Promise<number | undefined> {
  const { alarmTopic } = await readStack(stackName, access);
  const read = await readAlarms(alarmTopic, access);
  return read.kind === "read" ? read.value?.confirmed : undefined;
}

/** `error` in the JSON that CloudWatch keeps of an action; its summary says only that it failed. */
function errorIn(data: string | undefined): string | undefined {
  try {
    const { error } = JSON.parse(data ?? "{}") as { error?: unknown };
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}

/** What a person reads, and the exit code: 0 only where somebody has got the message. */
export function tellTriedAlarm(
  tried: TriedAlarm,
  stackName: string,
): { text: string; code: number } {
  switch (tried.kind) {
    case "no-alarms":
      return {
        text: `There are no alarms: the stack ${stackName}-observability is not deployed. Deploy it: npx cdk deploy --all`,
        code: 1,
      };
    case "unknown-alarm": {
      const hint = tried.nearest === undefined ? "" : ` Did you mean ${tried.nearest}?`;
      return { text: `No alarm of this stage has this in its name.${hint}`, code: 1 };
    }
    case "sent": {
      const heard = `${tried.alarm} was fired as a drill, and CloudWatch published it.`;
      if (tried.subscribers === undefined) return { text: heard, code: 0 };
      if (tried.subscribers > 0) {
        return { text: `${heard} ${tried.subscribers} confirmed get it now.`, code: 0 };
      }
      return {
        text: `${heard} Nobody gets it: the topic has no confirmed subscriber (sojourn doctor says how to subscribe).`,
        code: 1,
      };
    }
    case "refused":
      return { text: `${tried.alarm} was fired, and nobody heard it: ${tried.why}`, code: 1 };
    case "silent":
      return {
        text: `${tried.alarm} was fired; CloudWatch has not said yet what became of its action. Look at its history in the console.`,
        code: 1,
      };
  }
}
