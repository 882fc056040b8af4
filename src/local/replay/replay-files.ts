import { parseEvent } from "../../core/events/parse-event.ts";
import { hashId } from "../../core/hash.ts";
import { exactValueOf } from "../../core/read-exact-json.ts";
import { DAY, formatInstant, type Instant } from "../../core/time/instant.ts";
import type { Play } from "../play.ts";
import { type Line, readLines } from "./read-lines.ts";
import { readOwnTime } from "./read-own-time.ts";
import type { RejectsFile } from "./rejects-file.ts";

export interface ReplayOptions {
  readonly play: Play;
  /** JSON Lines of events, in any order; best by time. */
  readonly events: string;
  /** JSON Lines of customers, taken in before the first event. */
  readonly customers?: string | undefined;
  /** Events before it are left out. */
  readonly from?: Instant | undefined;
  /** Events after it are left out, and time runs on to it after the last one. */
  readonly to?: Instant | undefined;
  /** Now, in the world outside: without `to`, nothing can have happened after it. */
  readonly today: Instant;
  readonly rejects: RejectsFile;
  /** Told of bytes read of the events. */
  readonly read?: (bytes: number) => void;
  /** Done between chunks of the file and at least daily, such as writing what was sent. */
  readonly pause?: () => Promise<void>;
}

export interface Replayed {
  /** Lines that are events, rejected ones not counted. */
  readonly events: number;
  readonly customers: number;
  /** Customers whose line says a later time than the start, from which it counts all the same. */
  readonly antedated: number;
  /** Events, and their customers, that are not in the file of customers, where there is one. */
  readonly unknown: { readonly events: number; readonly customers: number };
  /** Outside `from` and `to`. */
  readonly leftOut: number;
  /** Events that came after later ones, by a day or more, and the longest such delay. */
  readonly late: number;
  readonly latest: number;
}

/** The own time of the first line that has one: where the clock starts if nobody says. */
export async function findStart(path: string): Promise<Instant | undefined> {
  for await (const batch of readLines(path)) {
    for (const { text } of batch) {
      const at = readOwnTime(text);
      if (at !== undefined) return at;
    }
  }
  return undefined;
}

/**
 * Plays files through the embedded runtime, line by line: the events' own times drive the clock,
 * an event older than the clock is simply late, a line that can't be used is rejected with its
 * number and the rest goes on.
 */
export async function replayFiles(options: ReplayOptions): Promise<Replayed> {
  const { to, pause = async () => undefined } = options;
  const { agenda } = options.play.runtime;
  const done = { events: 0, customers: 0, antedated: 0, leftOut: 0, late: 0, latest: 0 };
  const known = new Set<string>();
  const unknown = { events: 0, customers: new Set<string>() };
  if (options.customers !== undefined) {
    for await (const batch of readLines(options.customers)) {
      for (const line of batch) {
        const id = takeCustomer(line, options);
        if (id === undefined) continue;
        known.add(id);
        done.customers += 1;
        if ((readOwnTime(line.text) ?? 0) > agenda.clock.now()) done.antedated += 1;
      }
      await agenda.advanceTo(agenda.clock.now());
    }
  }
  for await (const batch of readLines(options.events, options.read)) {
    for (const line of batch) {
      const id = await takeEvent(line, options, done);
      if (id === undefined || options.customers === undefined || known.has(id)) continue;
      unknown.events += 1;
      unknown.customers.add(id);
    }
    await pause();
  }
  await advanceTo(Math.max(to ?? 0, agenda.clock.now()), options);
  await pause();
  return { ...done, unknown: { events: unknown.events, customers: unknown.customers.size } };
}

/** Day by day, since a month without an event may be a month full of messages. */
async function advanceTo(until: Instant, { play, pause }: ReplayOptions): Promise<void> {
  const { agenda } = play.runtime;
  while (until - agenda.clock.now() > DAY) {
    await agenda.advanceTo(agenda.clock.now() + DAY);
    await pause?.();
  }
  await agenda.advanceTo(until);
}

/** @returns whose line it is; undefined where it is rejected */
function takeCustomer(
  line: Line,
  { play, customers = "", rejects }: ReplayOptions,
): string | undefined {
  const now = play.runtime.agenda.clock.now();
  const at = formatInstant(now);
  const said = readObject(line.text);
  // Whoever is played is so from the start, whenever the line says that it was.
  const { at: _, ...customer } = said ?? {};
  const id = `file-${hashId(line.text)}`;
  // What is no object is told so by the check of the event, which it is then taken for.
  const text =
    said === undefined ? line.text : JSON.stringify({ id, type: "customer.updated", at, customer });
  const parsed = parseEvent(text, now);
  if (parsed.kind === "refused") {
    const { number, text } = line;
    rejects.add({ file: customers, line: number, reason: parsed.reason, text });
    return undefined;
  }
  play.offerLine(id, text);
  return parsed.event.customer;
}

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = exactValueOf(text);
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}

/** @returns whose event it is; undefined where it is rejected or left out */
async function takeEvent(
  line: Line,
  options: ReplayOptions,
  done: { -readonly [count in Exclude<keyof Replayed, "unknown">]: number },
): Promise<string | undefined> {
  const { play, events, from, to, today, rejects } = options;
  const { agenda } = play.runtime;
  const now = agenda.clock.now();
  const { text, number } = line;
  const reject = (reason: string) => {
    rejects.add({ file: events, line: number, reason, text });
    return undefined;
  };
  if (line.cut) return reject("the line is longer than 1 MB; an event is at most 64 KB");
  const at = readOwnTime(text);
  const parsed = parseEvent(text, Math.max(now, at ?? now));
  if (parsed.kind === "refused") return reject(parsed.reason);
  if (at === undefined)
    return reject('at: missing; a file has to say when, "at": "2026-01-31T10:00:00Z"');
  if ((from !== undefined && at < from) || (to !== undefined && at > to)) {
    done.leftOut += 1;
    return undefined;
  }
  if (to === undefined && at > today) {
    return reject(`at: ${formatInstant(at)} is in the future; --to allows that`);
  }
  if (at > now) await advanceTo(at, options);
  else if (now - at >= DAY) {
    done.late += 1;
    done.latest = Math.max(done.latest, now - at);
  }
  play.offer(text);
  done.events += 1;
  return parsed.event.customer;
}
