import type { FunctionName } from "../../../src/names.ts";
import { type CliAnswer, runCli } from "./cli.ts";
import { createStageClock, type StageClock } from "./clock.ts";
import { type Connection, connect } from "./connection.ts";
import { type CustomerTables, createCustomerTables } from "./customers.ts";
import { createEnrollments, type Enrollments } from "./enrollments.ts";
import { createEvents, type Events } from "./events.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createFiles, type Files } from "./files.ts";
import { readLogs } from "./logs.ts";
import { clickOptOut, type OptOutAnswer } from "./opt-out.ts";
import { readOutbox, type SentMessage } from "./outbox.ts";
import { createQueues, type Queues } from "./queues.ts";
import { type FunctionRequest, readRequests } from "./requests.ts";
import { createRuns, type Runs } from "./runs.ts";

/** The deployed stage as its users meet it; what it keeps, to look at; and what disturbs it. */
export interface Stage {
  readonly files: Files;
  readonly events: Events;
  readonly customers: CustomerTables;
  readonly enrollments: Enrollments;
  readonly clock: StageClock;
  readonly runs: Runs;
  readonly queues: Queues;
  readonly faults: Faults;
  /** What was sent to an address, or to everyone; the oldest first. */
  outbox(to?: string): SentMessage[];
  /** Clicks once on the opt-out link of a mail, as a mail provider does for its reader. */
  clickOptOut(mail: SentMessage): Promise<OptOutAnswer>;
  /** What functions asked of AWS, since an instant in the world's time. */
  requests(since?: number): FunctionRequest[];
  /** What a function printed. */
  logs(name: FunctionName): string[];
  /** `sojourn <args> --stage …`, as a person types it. */
  cli(...args: string[]): Promise<CliAnswer>;
  /** Endpoint, outputs and clients, for what the verbs above lack. */
  readonly connection: Connection;
}

/** The stage that `npm run rehearse` deployed. Scenarios share it: each uses customers of its own. */
export function openStage(connection: Connection = connect()): Stage {
  const customers = createCustomerTables(connection);
  const clock = createStageClock(connection);
  const runs = createRuns(connection);
  const queues = createQueues(connection);
  return {
    files: createFiles(connection, queues),
    events: createEvents(connection, clock),
    customers,
    enrollments: createEnrollments(customers, clock, runs),
    clock,
    runs,
    queues,
    faults: createFaults(connection),
    outbox: (to) => readOutbox(connection, to),
    clickOptOut: (mail) => clickOptOut(connection, mail),
    requests: (since) => readRequests(connection, since),
    logs: (name) => readLogs(connection, name),
    cli: (...args) => runCli(connection, args),
    connection,
  };
}
