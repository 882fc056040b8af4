import { formatTable } from "../../src/local/report/format-table.ts";
import type { Played } from "../cost/count-requests.ts";
import { byKind } from "../cost/measure-requests.ts";
import { formatNumber } from "../part.ts";
import type { StageCount } from "./count-stage.ts";

/** One thing that is counted, per customer, in the stage and in the embedded runtime. */
export interface Compared {
  readonly what: string;
  readonly deployed: number;
  readonly embedded: number;
}

const services = {
  transitions: "state transitions",
  starts: "StartExecution",
  tokens: "SendTaskSuccess, SendTaskFailure",
  schedulesMade: "CreateSchedule",
  schedulesCleared: "DeleteSchedule",
  intakeMessages: "messages to intake",
  wakeMessages: "messages to wake",
  deliveryMessages: "messages to deliver",
  feedbackMessages: "messages to feedback",
  emittedEvents: "events emitted",
  providerCalls: "messages sent",
} as const;

/** What the figures above count; anything else that left a function is a kind by itself. */
const counted = [
  "StartExecution",
  "SendTaskSuccess",
  "SendTaskFailure",
  "CreateSchedule",
  "DeleteSchedule",
  "SendMessage",
  "PutEvents",
  "SendEmail",
  "Publish",
];

/** Every kind of request and message, in either. */
export function compareCounts(stage: StageCount, played: Played): Compared[] {
  const deployed = byKind(stage.requests);
  const embedded = byKind(played.requests);
  const kinds = [...new Set([...embedded.keys(), ...deployed.keys()])];
  const others = stage.sorted.customer.filter(
    ({ service, action }) => service !== "dynamodb" && !counted.includes(action),
  );
  return [
    ...kinds.map((kind) => ({
      what: kind,
      deployed: (deployed.get(kind)?.length ?? 0) / stage.customers,
      embedded: embedded.get(kind)?.length ?? 0,
    })),
    ...(Object.keys(services) as (keyof typeof services)[]).map((name) => ({
      what: services[name],
      deployed: stage.calls[name],
      embedded: played.calls[name],
    })),
    ...[...Map.groupBy(others, ({ service, action }) => `${action} (${service})`)].map(
      ([what, list]) => ({ what, deployed: list.length / stage.customers, embedded: 0 }),
    ),
  ];
}

export function printCompared(compared: readonly Compared[]): string[] {
  const rows = compared.map(({ what, deployed, embedded }) => [
    what,
    formatNumber(deployed),
    formatNumber(embedded),
    deployed === embedded ? "" : "differs",
  ]);
  const table = formatTable(["per customer", "deployed", "embedded", ""], rows);
  return ["  counted:", ...table.map((line) => `    ${line}`.trimEnd())];
}
