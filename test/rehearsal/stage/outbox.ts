import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "./connection.ts";

/** What a provider accepted, as it was given to it. */
export interface SentMessage {
  /** In the world's time, epoch milliseconds. */
  readonly at: number;
  readonly channel: "email" | "sms" | "push";
  readonly to: readonly string[];
  readonly from?: string;
  readonly replyTo?: readonly string[];
  readonly subject?: string;
  readonly html?: string;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet?: string;
  /** The provider's. */
  readonly messageId: string;
}

/** Everything that was sent to an address, or on the whole stage, the oldest first. */
export function readOutbox({ folder }: Pick<Connection, "folder">, to?: string): SentMessage[] {
  const sent = readLines<SentMessage>(join(folder, "outbox.jsonl"));
  return to === undefined ? sent : sent.filter((message) => message.to.includes(to));
}

/** JSON Lines, whole ones only: the last may be half written. */
export function readLines<Line>(path: string): Line[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Line);
}
