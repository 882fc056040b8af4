import { DAY, HOUR } from "../../src/core/time/instant.ts";
import { functionNames } from "../../src/names.ts";
import { goLive } from "../../test/rehearsal/stage/go-live.ts";
import { type Invocation, readInvocations } from "../../test/rehearsal/stage/invocations.ts";
import type { SentMessage } from "../../test/rehearsal/stage/outbox.ts";
import type { FunctionRequest } from "../../test/rehearsal/stage/requests.ts";
import type { Stage } from "../../test/rehearsal/stage/stage.ts";
import { until } from "../../test/rehearsal/stage/until.ts";
import { report } from "../part.ts";
import { referenceFiles } from "../reference/files.ts";
import { countTransitions } from "./count-transitions.ts";
import { type PlantedCustomer, plantCustomers } from "./plant-customers.ts";

/** What the stage did while customers went through the reference journey together. */
export interface StagePlay {
  readonly customers: readonly PlantedCustomer[];
  readonly requests: readonly FunctionRequest[];
  readonly invocations: readonly Invocation[];
  /** From the histories of all executions. */
  readonly transitions: number;
  /** Put on our bus by the shop. */
  readonly eventsPut: number;
  /** Put on the default bus by SES. */
  readonly sesEvents: number;
  /** Written by functions to their logs. */
  readonly logBytes: number;
}

/** Seconds that a machine with other work may take over what takes a few. */
const patience = 180;
/** What works while the journey runs: empty, as far as anybody asked, it is done. */
const busyQueues = ["intake", "wake", "email", "push", "feedback"] as const;
/** What SES tells of a mail that is read: Send and Delivery soon, Open an hour later. */
const tell = ["Send", "Delivery"] as const;

/** Publishes the reference journey, plants customers and plays them from entry to end. */
export async function playCustomers(
  stage: Stage,
  many: number,
  restingBytes: number,
): Promise<StagePlay> {
  await goLive(stage, referenceFiles());
  await waitForTheWindow(stage);
  const customers = await plantCustomers(stage, many, restingBytes);
  report(`deployed: ${many} customers begin`);
  const began = Date.now();
  const logged = logBytesOf(stage);

  await stage.events.put(
    customers.map(({ id }) => ({
      type: "customer.registered",
      customer: id,
      properties: { source: "checkout", campaign: "autumn", device: "ios" },
    })),
  );
  await asleep(stage, customers, 1);
  await readMails(stage, customers, 1);
  await stage.clock.advance(DAY - HOUR);
  await asleep(stage, customers, 2);
  report("deployed: the second wait");
  await stage.queues.drained(busyQueues, patience);
  await stage.clock.advance(3 * DAY);
  const transitions = await transitionsOf(stage, customers);
  await readMails(stage, customers, 2);
  await assertNothingStands(stage, customers);
  return {
    customers,
    requests: stage.requests(began),
    invocations: readInvocations(stage.connection, began),
    transitions,
    eventsPut: many,
    sesEvents: many * 2 * (tell.length + 1),
    logBytes: logBytesOf(stage) - logged,
  };
}

/** Moves the stage to ten in the morning in Berlin: the send window is open then, and at every later turn. */
async function waitForTheWindow({ clock }: Stage): Promise<void> {
  const now = await clock.now();
  await clock.advance(DAY - (now % DAY) + 9 * HOUR);
}

async function asleep(stage: Stage, customers: readonly PlantedCustomer[], turn: number) {
  const { clock } = stage;
  await until(
    `${customers.length} customers to be asleep in turn ${turn}`,
    async () => (await clock.schedules()).filter(isWake(turn)).length === customers.length,
    patience,
  );
}

function isWake(turn: number) {
  return ({ input }: { readonly input: string }) =>
    (JSON.parse(input) as { readonly turn?: number }).turn === turn;
}

/** Each customer's newest mail is sent, reported on and opened; kind by kind, as SES's reports come. */
async function readMails(stage: Stage, customers: readonly PlantedCustomer[], count: number) {
  const mails = await until(
    `mail ${count} to ${customers.length} customers`,
    async () => {
      const newest = customers.map(({ email }) => stage.outbox(email)[count - 1]);
      return newest.every((mail) => mail !== undefined) && newest;
    },
    patience,
  );
  await stage.queues.drained(busyQueues, patience);
  for (const type of tell) await tellOf(stage, type, mails);
  await stage.clock.advance(HOUR);
  await tellOf(stage, "Open", mails);
}

async function tellOf(
  stage: Stage,
  type: "Send" | "Delivery" | "Open",
  mails: readonly SentMessage[],
): Promise<void> {
  const now = await stage.clock.now();
  for (const mail of mails) await stage.events.fromSes(type, mail, now);
  await stage.queues.drained(busyQueues, patience);
}

async function transitionsOf(
  { enrollments, runs }: Stage,
  customers: readonly PlantedCustomer[],
): Promise<number> {
  let transitions = 0;
  for (const { id } of customers) {
    const record = await enrollments.ended(id);
    for (const { executionArn = "" } of await enrollments.closedRuns(record.id)) {
      transitions += countTransitions(await runs.history(executionArn));
    }
  }
  return transitions;
}

/** @throws Error when something is still to come that would be billed and is not counted */
async function assertNothingStands({ clock }: Stage, customers: readonly PlantedCustomer[]) {
  const keys = new Set(customers.map(({ key }) => key));
  const standing = (await clock.schedules()).filter(({ name }) => keys.has(name.slice(0, 16)));
  if (standing.length > 0) {
    throw new Error(`Schedules stand after the end: ${JSON.stringify(standing[0])}`);
  }
}

function logBytesOf(stage: Stage): number {
  const lines = functionNames.flatMap((name) => stage.logs(name));
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
