import type { Customer } from "../../core/customers/customer.ts";
import { parseEvent } from "../../core/events/parse-event.ts";
import { parseCustomerLine } from "../../core/imports/parse-customer-line.ts";
import { readExactJson } from "../../core/read-exact-json.ts";
import { formatInstant, type Instant } from "../../core/time/instant.ts";
import { createSpill, type Spill, spillParts } from "../imports/spill.ts";
import { type Line, readLines } from "../replay/read-lines.ts";
import { readOwnTime } from "../replay/read-own-time.ts";
import type { RejectsFile } from "../replay/rejects-file.ts";
import { findStart } from "../replay/replay-files.ts";
import { keepTraces } from "./keep-traces.ts";
import { type AcceptedEvent, type Replaying, replayCustomer } from "./replay-customer.ts";

export interface CustomerFiles {
  /** JSON Lines of customers, taken in before the first event. */
  readonly customers: readonly string[];
  /** JSON Lines of events, file after file; best by time. */
  readonly events: readonly string[];
  /** Events after it are left out. @default the last event */
  readonly at?: Instant | undefined;
  /** Now, in the world outside: without `at`, nothing can have happened after it. */
  readonly today: Instant;
  /** Only this customer. @default all */
  readonly about?: string | undefined;
  readonly rejects: RejectsFile;
  /** Told of bytes read, of all files together. */
  readonly read?: (bytes: number) => void;
}

/** Customers of files, at one moment. What was read lies on disk: memory holds some at a time. */
export interface FiledCustomers {
  /** The moment that they are seen at. */
  readonly at: Instant;
  /** Each customer once, as the events have made it. @param done told of parts, of `parts` */
  each(
    replaying: Omit<Replaying, "until" | "traced"> & { readonly done?: (parts: number) => void },
    visit: (customer: Customer) => void,
  ): void;
  readonly parts: number;
  /** Removes what lies on disk. */
  close(): void;
}

/**
 * Reads files and sorts their lines by customer, so that a million customers need no room in
 * memory. A line that can't be used goes to the rejects with its number; the rest goes on.
 */
export async function readFiles(files: CustomerFiles): Promise<FiledCustomers> {
  const { customers, events, today, about } = files;
  const spill = createSpill();
  const [first] = events;
  const begun = first === undefined ? undefined : await findStart(first);
  const start = Math.min(begun ?? today, files.at ?? today);
  let before = 0;
  const lines = async (path: string, take: (line: Line, path: string) => void) => {
    let own = 0;
    const read = (bytes: number) => {
      own = bytes;
      files.read?.(before + bytes);
    };
    for await (const batch of readLines(path, read)) for (const line of batch) take(line, path);
    before += own;
  };
  const add = ({ event, accepted, isLine }: AcceptedEvent) => {
    if (about === undefined || about === event.customer) {
      const kind = isLine === true ? "line" : "event";
      spill.add(event.customer, `${accepted} ${kind} ${JSON.stringify(event)}`);
    }
  };
  const clock = { now: start };
  for (const path of customers) {
    await lines(path, (line) => takeCustomer(line, path, clock.now, files, add));
  }
  for (const path of events) await lines(path, (line) => takeEvent(line, path, clock, files, add));
  const at = files.at ?? clock.now;
  return {
    at,
    parts: spillParts,
    each: (...of) => replaySpill(spill, at, ...of),
    close: () => spill.remove(),
  };
}

function replaySpill(
  spill: Spill,
  until: Instant,
  { done, ...replaying }: Parameters<FiledCustomers["each"]>[0],
  visit: (customer: Customer) => void,
): void {
  const traced = keepTraces(replaying.definitions);
  let parts = 0;
  for (const part of spill.read()) {
    for (const [id, texts] of part) {
      const events = texts.map(readAccepted).sort((a, b) => a.accepted - b.accepted);
      visit(replayCustomer(id, events, { ...replaying, traced, until }));
    }
    parts += 1;
    done?.(parts);
  }
}

function readAccepted(text: string): AcceptedEvent {
  const [accepted = "", kind = ""] = text.split(" ", 2);
  const event = JSON.parse(text.slice(accepted.length + kind.length + 2));
  return { accepted: Number(accepted), event, isLine: kind === "line" };
}

function takeCustomer(
  { number, text, cut }: Line,
  file: string,
  now: Instant,
  { today, rejects }: CustomerFiles,
  add: (event: AcceptedEvent) => void,
): void {
  const reject = (reason: string) => rejects.add({ file, line: number, reason, text });
  if (cut) return reject("the line is longer than 1 MB");
  // Known from the start, though the line may have been changed since: up to today.
  const read = readExactJson(text);
  if ("problem" in read) return reject(read.problem);
  const parsed = parseCustomerLine(read.value, now, Math.max(now, today));
  if (parsed.kind === "refused") return reject(parsed.reason);
  const { id: customer, at, profile } = parsed;
  const id = `${file} line ${number}`;
  const event = { id, type: "customer.updated", customer, at, properties: {}, profile };
  add({ accepted: now, event, isLine: true });
}

function takeEvent(
  { number, text, cut }: Line,
  file: string,
  clock: { now: Instant },
  { at: until, today, rejects }: CustomerFiles,
  add: (event: AcceptedEvent) => void,
): void {
  const reject = (reason: string) => rejects.add({ file, line: number, reason, text });
  if (cut) return reject("the line is longer than 1 MB; an event is at most 64 KB");
  const own = readOwnTime(text);
  const parsed = parseEvent(text, Math.max(clock.now, own ?? clock.now));
  if (parsed.kind === "refused") return reject(parsed.reason);
  if (own === undefined) {
    return reject('at: missing; a file has to say when, "at": "2026-01-31T10:00:00Z"');
  }
  if (until === undefined && own > today) {
    return reject(`at: ${formatInstant(own)} is in the future; --at allows that`);
  }
  if (until !== undefined && own > until) return;
  clock.now = Math.max(clock.now, own);
  add({ accepted: clock.now, event: parsed.event });
}
