import type { FunctionName } from "../../src/names.ts";
import type { Connection } from "../../test/rehearsal/stage/connection.ts";
import type { FunctionRequest } from "../../test/rehearsal/stage/requests.ts";
import { type MeteredRequest, sumUnits } from "../cost/bill-request.ts";
import { messagesByQueue, noCalls, type ServiceCalls } from "../cost/count-calls.ts";
import type { JourneyCounts } from "../cost/price-journey.ts";
import { addedBytes, billStore } from "./bill-store.ts";
import type { StagePlay } from "./play-customers.ts";
import { type SortedRequests, sortRequests } from "./sort-requests.ts";

/** A play, counted; all but `requests` per customer. */
export interface StageCount {
  readonly customers: number;
  /** To DynamoDB, for all customers. */
  readonly requests: readonly MeteredRequest[];
  readonly calls: ServiceCalls;
  readonly counts: JourneyCounts;
  readonly schedulesFired: number;
  readonly sorted: SortedRequests;
}

/**
 * Counts what left the functions and what reached them, in the form of the embedded count.
 * @param cpuMs of one customer's way, by the same measure as the embedded bill
 * @throws Error when messages were tried twice or went where no line of the bill has them
 */
export function countStage(play: StagePlay, connection: Connection, cpuMs: number): StageCount {
  const customers = play.customers.length;
  const sorted = sortRequests(play.requests, connection);
  const requests = billStore(sorted.customer);
  const each = (count: number) => count / customers;
  const totals = callsOf(play, sorted.customer, connection);
  const calls = Object.fromEntries(
    Object.entries(totals).map(([name, count]) => [name, each(count)]),
  ) as Record<keyof ServiceCalls, number>;
  const units = sumUnits(requests);
  const emitted = calls.emittedEvents;
  const counts: JourneyCounts = {
    transitions: calls.transitions,
    schedules: calls.schedulesMade - calls.schedulesCleared,
    messages: messagesByQueue(calls),
    busEvents: each(play.eventsPut) + emitted,
    providerEvents: each(play.sesEvents),
    turns: each(callsTo(play, "take-turn")),
    storeCalls: each(requests.length),
    otherCalls: each(
      sorted.customer.filter(({ service }) => !["dynamodb", "ses", "sns"].includes(service)).length,
    ),
    providerCalls: calls.providerCalls,
    cpuMs,
    writeUnits: each(units.writeUnits),
    readUnits: each(units.readUnits),
    storedBytes: Math.round(each(addedBytes(sorted.customer, play.customers))),
    logBytes: each(play.logBytes),
  };
  const wakesSent = sentTo(sorted.customer, connection.output("WakeQueueUrl"));
  const schedulesFired = calls.wakeMessages - each(wakesSent);
  return { customers, requests, calls, counts, schedulesFired, sorted };
}

function callsOf(
  play: StagePlay,
  requests: readonly FunctionRequest[],
  { output }: Connection,
): ServiceCalls {
  const done = (service: string, ...actions: string[]) =>
    requests.filter((request) => request.service === service && actions.includes(request.action))
      .length;
  const queued = ["EmailQueueUrl", "SmsQueueUrl", "PushQueueUrl"].map((name) =>
    sentTo(requests, output(name)),
  );
  const taken = (...names: FunctionName[]) =>
    names.reduce((sum, name) => sum + messagesOf(play, name), 0);
  const deliveryMessages = taken("deliver-email", "deliver-sms", "deliver-push");
  const sent = queued.reduce((sum, count) => sum + count, 0);
  if (sent !== deliveryMessages) {
    throw new Error(`${sent} deliveries were queued and ${deliveryMessages} were taken`);
  }
  const elsewhere = done("sqs", "SendMessage") - sent - sentTo(requests, output("WakeQueueUrl"));
  if (elsewhere !== 0) throw new Error(`${elsewhere} messages went to a queue that no line has`);
  return {
    ...noCalls(),
    transitions: play.transitions,
    starts: done("states", "StartExecution"),
    tokens: done("states", "SendTaskSuccess", "SendTaskFailure"),
    schedulesMade: done("scheduler", "CreateSchedule"),
    schedulesCleared: done("scheduler", "DeleteSchedule"),
    intakeMessages: taken("intake"),
    wakeMessages: taken("wake"),
    deliveryMessages,
    feedbackMessages: taken("feedback"),
    emittedEvents: requests
      .filter(({ service }) => service === "events")
      .reduce((sum, { body }) => sum + (body["Entries"] as readonly object[]).length, 0),
    providerCalls: done("ses", "SendEmail") + done("sns", "Publish"),
  };
}

function sentTo(requests: readonly FunctionRequest[], url: string): number {
  const nameOf = (address: unknown) => String(address).split("/").at(-1);
  return requests.filter(
    ({ service, body }) => service === "sqs" && nameOf(body["QueueUrl"]) === nameOf(url),
  ).length;
}

function messagesOf({ invocations }: StagePlay, name: FunctionName): number {
  return invocations
    .filter((call) => call.function === name)
    .reduce((sum, { messages }) => sum + messages, 0);
}

function callsTo({ invocations }: StagePlay, name: FunctionName): number {
  return invocations.filter((call) => call.function === name).length;
}
