import { setTimeout as sleep } from "node:timers/promises";
import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import { readDepth, receive, release, remove, resend } from "./dead-letter-queue.ts";
import type { QueueUrls } from "./queues.ts";

/** Long enough to send ten letters and delete them, and to watch what comes back. */
const hiddenSeconds = 300;
/** Receive, send, delete: some 100 ms for ten letters. 4 lanes make 400/s: a million in 40 min. */
const lanes = 4;

export interface Redriven {
  readonly moved: number;
  /** What was put aside again meanwhile; it stays in the dead-letter queue. */
  readonly cameBack: readonly Message[];
}

/**
 * Puts dead letters back into their queue: receive, send, delete. Not StartMessageMoveTask: what
 * comes back in the meantime it moves once more, without end, and it tells nobody why. Where this
 * breaks off between send and delete a letter is sent twice, and every consumer of ours takes a
 * second one for the first.
 * @param watchSeconds how long to watch, once all is moved, what is put aside again
 * @param tell after each few letters, how many were moved so far
 */
export async function redriveQueue(
  client: SQSClient,
  { messages, deadLetters }: QueueUrls,
  watchSeconds: number,
  tell: (moved: number) => void,
): Promise<Redriven> {
  // The SDK knows how far the clock of this machine is off, once AWS has answered.
  const began = Date.now() + client.config.systemClockOffset;
  const cameBack: Message[] = [];
  let moved = 0;

  /** @returns false when there was nothing to move */
  async function moveSome(): Promise<boolean> {
    const letters = await receive(client, deadLetters, hiddenSeconds);
    const due = letters.filter((letter) => sentAt(letter) < began);
    // Put on a queue since we began: one of ours that was put aside again.
    cameBack.push(...letters.filter((letter) => !due.includes(letter)));
    await Promise.all(due.map((letter) => resend(client, messages, letter)));
    await remove(client, deadLetters, due);
    moved += due.length;
    if (due.length > 0) tell(moved);
    return letters.length > 0;
  }

  async function moveAll(): Promise<void> {
    while (await moveSome());
  }

  try {
    await Promise.all(Array.from({ length: lanes }, moveAll));
    const until = Date.now() + watchSeconds * 1_000;
    while (moved > 0 && Date.now() < until) {
      const { waiting, inFlight } = await readDepth(client, messages);
      const busy = await moveSome();
      if (!busy && waiting + inFlight === 0) break;
      await sleep(500);
    }
  } finally {
    await release(client, deadLetters, cameBack);
  }
  return { moved, cameBack };
}

/** When the message was put on the queue that put it aside, or on this one; epoch milliseconds. */
function sentAt({ Attributes }: Message): number {
  return Number(Attributes?.SentTimestamp ?? 0);
}

/** No more than these are looked at before anything is moved. */
const mostPeeked = 200;

/** Some letters as they lie there, and lets go of them again. */
export async function peek(client: SQSClient, url: string): Promise<Message[]> {
  const seen: Message[] = [];
  try {
    while (seen.length < mostPeeked) {
      const some = await receive(client, url, 30);
      if (some.length === 0) break;
      seen.push(...some);
    }
  } finally {
    await release(client, url, seen);
  }
  return seen;
}
