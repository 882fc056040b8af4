import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { customerKeyOf } from "../../../src/core/customers/customer.ts";
import type { DefinitionSet } from "../../../src/core/definitions/definitions.ts";
import { checkFiles } from "../../../src/core/publishing/check-files.ts";
import { describeProblem } from "../../../src/core/publishing/problem.ts";
import { type Instant, parseInstant } from "../../../src/core/time/instant.ts";
import { formatDay, localDay, offsetAt } from "../../../src/core/time/zone.ts";
import { createPlay, type Play } from "../../../src/local/play.ts";
import { createRejectsFile } from "../../../src/local/replay/rejects-file.ts";
import { findStart, replayFiles } from "../../../src/local/replay/replay-files.ts";
import { caseFiles, type Journeys } from "./case-files.ts";

/** What a shop defines, who its customers are and what happens to them. */
export interface Case {
  readonly journeys: Journeys;
  readonly segments?: Readonly<Record<string, object>>;
  readonly settings?: object;
  /** By id: what differs from a customer of email in UTC. */
  readonly customers: Readonly<Record<string, object>>;
  readonly events: readonly CaseEvent[];
  /** Until when time goes on after the last event: "03-10" of 2026. */
  readonly to: string;
}

export interface CaseEvent {
  readonly type: string;
  readonly customer: string;
  /** "03-02 10:00" of 2026 in UTC, or with seconds. */
  readonly at: string;
  readonly profile?: object;
  readonly properties?: object;
}

export function instant(text: string): Instant {
  const [day = "", time = "00:00"] = text.split(" ");
  const at = parseInstant(`2026-${day}T${time.length === 5 ? `${time}:00` : time}Z`);
  if (at === undefined) throw new RangeError(text);
  return at;
}

/** What the check says of the files, as people read it; and the set, where nothing blocks it. */
export function check(one: Pick<Case, "journeys" | "segments" | "settings">): {
  readonly said: readonly string[];
  readonly set: DefinitionSet | undefined;
} {
  const { problems, set } = checkFiles(caseFiles(one), { now: instant("03-01") });
  return {
    said: problems.map((problem) => `${problem.severity}: ${describeProblem(problem)}`),
    set,
  };
}

/**
 * Plays a case as `sojourn run` plays files.
 * @returns the messages in their order: "lena ask 03-05 11:00", on the customer's own clock
 */
export async function playCase(one: Case): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "sojourn-case-"));
  const write = (name: string, lines: readonly object[]) => {
    writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return join(folder, name);
  };
  try {
    const events = write("events.jsonl", one.events.map(eventLine));
    const people = Object.entries(one.customers).map(([id, change]) => ({
      ...byEmail(id),
      ...change,
      id,
    }));
    const customers = write("customers.jsonl", people);
    const { play, received } = watch(one, (await findStart(events)) ?? 0);
    const rejects = createRejectsFile(join(folder, "rejects.jsonl"));
    const to = instant(one.to);
    await replayFiles({ play, events, customers, to, today: to, rejects });
    rejects.close();
    if (rejects.count > 0) throw new Error(`${rejects.count} lines of the case are no good`);
    return received;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Plays events as they arrive at a stage, which may be before their own time. */
export async function playLive(
  one: Omit<Case, "events">,
  arrivals: readonly (CaseEvent & { readonly arrives: string })[],
): Promise<string[]> {
  const { play, received } = watch(one, instant(arrivals[0]?.arrives ?? "01-01"));
  const { agenda } = play.runtime;
  const people = Object.entries(one.customers).map(([id, change], nth) => {
    const customer = { ...byEmail(id), ...change, id };
    return {
      id: `known-${nth}`,
      type: "customer.known",
      at: new Date(agenda.clock.now()),
      customer,
    };
  });
  for (const person of people) play.offer(JSON.stringify(person));
  for (const [nth, arrival] of arrivals.entries()) {
    await agenda.advanceTo(instant(arrival.arrives));
    play.offer(JSON.stringify(eventLine(arrival, nth)));
  }
  await agenda.advanceTo(instant(one.to));
  return received;
}

function watch(one: Omit<Case, "events">, start: Instant): { play: Play; received: string[] } {
  const { set, said } = check(one);
  if (set === undefined) throw new Error(said.join("\n"));
  const received: string[] = [];
  const play = createPlay({
    definitions: set,
    start,
    received({ id, step }, at) {
      const customer = play.runtime.customers.peek(customerKeyOf(id));
      received.push(`${customer?.id} ${step} ${clockOf(at, customer?.zone ?? set.settings.zone)}`);
    },
  });
  return { play, received };
}

function clockOf(at: Instant, zone: string): string {
  const time = new Date(at + offsetAt(at, zone)).toISOString().slice(11, 16);
  return `${formatDay(localDay(at, zone)).slice(5)} ${time}`;
}

function byEmail(id: string): object {
  return {
    addresses: { email: [`${id}@example.com`] },
    consents: { "email:*": true },
    zone: "UTC",
  };
}

function eventLine({ type, customer, at, profile, properties }: CaseEvent, nth: number): object {
  const who = profile === undefined ? customer : { id: customer, ...profile };
  const own = new Date(instant(at)).toISOString().replace(".000Z", "Z");
  return { id: `event-${nth}`, type, customer: who, at: own, properties: properties ?? {} };
}
