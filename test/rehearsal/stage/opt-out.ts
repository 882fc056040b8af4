import type { Connection } from "./connection.ts";
import type { SentMessage } from "./outbox.ts";

/** What the page behind an opt-out link answered. */
export interface OptOutAnswer {
  readonly status: number;
  readonly html: string;
}

/** A function URL has a host of its own, by which the emulator cannot be reached: it has this path. */
const emulated = "_aws/lambda-url";

/**
 * Clicks once on a mail's `List-Unsubscribe`, as a mail provider does for its reader (RFC 8058).
 * @throws Error when the mail has no such link
 */
export async function clickOptOut(
  { endpoint }: Pick<Connection, "endpoint">,
  mail: SentMessage,
): Promise<OptOutAnswer> {
  const said = mail.headers?.["List-Unsubscribe"] ?? "";
  const link = /<(https:[^>]+)>/.exec(said)?.[1];
  if (link === undefined) throw new Error(`No opt-out link in "${mail.subject}": "${said}".`);
  const { hostname, pathname, search } = new URL(link);
  const [id] = hostname.split(".");
  const answer = await fetch(`${endpoint}/${emulated}/${id}${pathname}${search}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  return { status: answer.status, html: await answer.text() };
}
