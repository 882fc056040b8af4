import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RenderedMessage } from "../../core/messages/rendered.ts";
import { formatInstant, type Instant } from "../../core/time/instant.ts";
import { composeEmail } from "../../mail/compose-email.ts";

export interface OutboxFolder {
  readonly path: string;
  /** Keeps a message until the next flush. */
  put(message: RenderedMessage, label: MessageLabel, at: Instant): void;
  /** Writes what was put. @throws Error of the file system when a file can't be written */
  flush(): Promise<void>;
  /** How many files were written. */
  written(): number;
}

/** What names a message's file for people. */
export interface MessageLabel {
  readonly journey: string;
  readonly step: string;
  readonly customer: string;
}

const noteName = "README.txt";
const note = "Messages of the last run, as rendered. This folder is emptied by every run.\n";

/**
 * Rendered messages as files, a folder per journey: .eml for mail, .txt for SMS, .json for push.
 * @param most so many files at most; the rest is counted only
 * @throws RangeError when {@link isOutbox} says no: the folder is emptied
 */
export function createOutboxFolder(path: string, most: number): OutboxFolder {
  prepare(path);
  const folders = new Set<string>();
  let waiting: { message: RenderedMessage; label: MessageLabel; at: Instant }[] = [];
  let count = 0;
  return {
    path,
    put(message, label, at) {
      if (count + waiting.length < most) waiting.push({ message, label, at });
    },
    async flush() {
      const batch = waiting;
      waiting = [];
      for (const { message, label, at } of batch) {
        const folder = join(path, label.journey);
        if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
        folders.add(folder);
        writeFileSync(join(folder, fileName(message, label, at)), await contentOf(message, at));
        count += 1;
      }
    },
    written: () => count,
  };
}

/** Whether a folder may be emptied: there is none, nothing is in it, or a run has written it. */
export function isOutbox(path: string): boolean {
  if (!existsSync(path)) return true;
  const names = readdirSync(path);
  return names.length === 0 || names.includes(noteName);
}

function prepare(path: string): void {
  if (!isOutbox(path)) throw new RangeError(`${path} is no outbox; it would be emptied`);
  mkdirSync(path, { recursive: true });
  for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
  writeFileSync(join(path, noteName), note);
}

const extensions = { email: "eml", sms: "txt", push: "json" } as const;

/** `20260213T020417Z-C00042-welcome-k3vq2a.eml`: by time, then by whom; the end is the message's id. */
function fileName(message: RenderedMessage, label: MessageLabel, at: Instant): string {
  const time = formatInstant(Math.floor(at / 1000) * 1000).replaceAll(/[-:]/g, "");
  // Customer ids are the shop's own and may hold anything; a file name may not.
  const customer = label.customer.replaceAll(/[^\p{L}\p{N}_-]/gu, "_").slice(0, 64);
  const ending = `${message.id.slice(-6)}.${extensions[message.channel]}`;
  return `${time}-${customer}-${label.step}-${ending}`;
}

async function contentOf(message: RenderedMessage, at: Instant): Promise<string | Buffer> {
  switch (message.channel) {
    case "email":
      return composeEmail(message, at);
    case "sms":
      return `To: ${message.to}\n\n${message.text}\n`;
    case "push": {
      const { to, title, body, data } = message;
      return `${JSON.stringify({ to, title, body, data }, null, 2)}\n`;
    }
  }
}
