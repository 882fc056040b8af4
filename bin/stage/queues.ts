import { channelNames } from "../../src/names.ts";
import type { Stage } from "./stage.ts";

/** The queues between functions, as lib/sojourn-stack.ts names them; a test compares the two. */
export const queueNames = [
  "intake",
  "wake",
  "settle",
  ...channelNames,
  "release",
  "feedback",
  "publish",
] as const;
export type QueueName = (typeof queueNames)[number];

/** A queue and the dead-letter queue beside it. */
export interface QueueUrls {
  readonly messages: string;
  readonly deadLetters: string;
}

/** @throws ConfigurationInvalid where an older version of the stack does not tell them */
export function urlsOf(stage: Stage, name: QueueName): QueueUrls {
  const id = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    messages: stage.output(`${id}QueueUrl`),
    deadLetters: stage.output(`${id}DeadLettersUrl`),
  };
}
