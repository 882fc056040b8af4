import { expect } from "vitest";
import type { TestCustomer } from "../../stage/customers.ts";
import type { FunctionRequest } from "../../stage/requests.ts";
import type { Stage } from "../../stage/stage.ts";

export interface Racer extends TestCustomer {
  readonly key: string;
  readonly enrollment: string;
  readonly journey: string;
  /** End of its wait, as the stage sees time. */
  readonly due: number;
}

export interface Verdict {
  /** The write of the customer item that came first: that of the woken turn, or the order's. */
  readonly first: "wake" | "order";
  /** A message had been queued and was not sent, on account of the order. */
  readonly suppressed: boolean;
}

/** Judges one race by what was sent and by the order in which the customer item was written. */
export async function judgeRace(
  stage: Stage,
  racer: Racer,
  requests: readonly FunctionRequest[],
): Promise<Verdict> {
  const writes = requests.filter((request) => isWriteOf(racer, request));
  const by = (name: FunctionRequest["function"]) =>
    writes.filter((write) => write.function === name).map(revisionOf);
  // Intake writes twice: the entry, then the order.
  const [, ordered = Number.NaN, ...more] = by("intake");
  const claims = writes.filter(isClaim).map(revisionOf);
  const sent = stage.outbox(racer.email);
  expect(more).toEqual([]);
  expect(ordered).toBeGreaterThan(0);
  expect(claims.filter((revision) => revision > ordered)).toEqual([]);
  expect(sent).toHaveLength(claims.length);

  expect(endsOf(racer, requests)).toHaveLength(1);
  const record = await stage.enrollments.ended(racer.id);
  const [, woken] = by("take-turn");
  const first = woken !== undefined && woken < ordered ? "wake" : "order";
  const stayed = racer.journey === "race-last" && first === "wake";
  expect(record["state"]).toBe(stayed ? "completed" : "exited");

  const runs = await stage.enrollments.closedRuns(racer.enrollment);
  expect(runs.map(({ status }) => status)).toEqual(["SUCCEEDED"]);
  const messages = await stage.customers.records(racer.id, "message#");
  expect(messages).toHaveLength(first === "wake" ? 1 : 0);
  expect(messages.filter(({ state }) => state === "sent")).toHaveLength(sent.length);
  return { first, suppressed: messages.some(({ state }) => state === "suppressed") };
}

function isWriteOf({ key }: Racer, { action, status, after }: FunctionRequest): boolean {
  return action === "UpdateItem" && status === 200 && after?.["key"]?.S === key && "rev" in after;
}

function revisionOf({ after }: FunctionRequest): number {
  return Number(after?.["rev"]?.N);
}

/** A claim stamps the ledger for good; what a turn writes there is reserved until a time. */
function isClaim({ before, after }: FunctionRequest): boolean {
  const stamped = (item: FunctionRequest["after"]) =>
    (item?.["ledger"]?.L ?? []).filter(({ M }) => M?.["reservedUntil"] === undefined).length;
  return stamped(after) > stamped(before);
}

/** The writes by which the enrollment's record came to an end. */
function endsOf({ enrollment }: Racer, requests: readonly FunctionRequest[]) {
  const isOver = (state: string | undefined) => state === "completed" || state === "exited";
  return requests.filter(
    ({ status, before, after }) =>
      status === 200 &&
      after?.["sk"]?.S === `enrollment#${enrollment}` &&
      isOver(after["state"]?.S) &&
      !isOver(before?.["state"]?.S),
  );
}
