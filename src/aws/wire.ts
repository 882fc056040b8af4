import type { Channel } from "../core/channels/channels.ts";
import type * as port from "../core/ports.ts";
import { createAddresses } from "./addresses.ts";
import { createBackfillRuns } from "./backfill-runs.ts";
import { createBackoff } from "./backoff.ts";
import { createBus } from "./bus.ts";
import { createBackfills } from "./catalog/backfills.ts";
import { createCatalog } from "./catalog/catalog.ts";
import { createPauses } from "./catalog/pauses.ts";
import { createPublications } from "./catalog/publications.ts";
import { createSizes } from "./catalog/sizes.ts";
import { createSweepLeases } from "./catalog/sweep-leases.ts";
import * as clients from "./clients.ts";
import { createCustomerKeys } from "./customer-keys.ts";
import { createCustomers } from "./customers.ts";
import { createDeadLetters } from "./dead-letters.ts";
import { createDeliveries } from "./deliveries.ts";
import { findEnvironment, readEnvironment } from "./env.ts";
import { createFiles } from "./files.ts";
import { lazily } from "./lazily.ts";
import { createOptOutLinks } from "./opt-out-links.ts";
import { createEmailProvider } from "./providers/email.ts";
import { createPushProvider } from "./providers/push.ts";
import { createSmsProvider } from "./providers/sms.ts";
import { createReleases } from "./releases.ts";
import { createRest } from "./rest.ts";
import { createRuns } from "./runs.ts";
import * as testClock from "./test-clock.ts";
import { createEnrollments } from "./timeline/enrollments.ts";
import { createEvents } from "./timeline/events.ts";
import { createMessages } from "./timeline/messages.ts";
import { createOffers } from "./timeline/offers.ts";
import { createSetAsides } from "./timeline/set-asides.ts";
import { createTasks } from "./timeline/tasks.ts";
import { createTurns } from "./timeline/turns.ts";
import { createTimers } from "./timers.ts";
import { createWakes } from "./wakes.ts";

/**
 * Every port on AWS, each built when a handler first uses it: importing this needs no environment,
 * and each function needs that of its own ports only. Single exports in pure calls, so that a
 * bundle holds only what its handler names: `createHandler({ clock, customers })`.
 */

export const clock: port.Clock = testClock.clock;
export const backoff: port.Backoff = /* @__PURE__ */ lazily(createBackoff);
export const rest: port.Rest = /* @__PURE__ */ lazily(createRest);

export const keys: port.CustomerKeys = /* @__PURE__ */ lazily(() =>
  createCustomerKeys({ client: clients.secrets(), secretId: readEnvironment("stageSecret") }),
);
export const optOutLinks: port.OptOutLinks = /* @__PURE__ */ lazily(() =>
  createOptOutLinks({
    client: clients.secrets(),
    secretId: readEnvironment("optOutSecret"),
    url: () => readEnvironment("optOutUrl"),
    clock,
  }),
);

export const customers: port.Customers = /* @__PURE__ */ lazily(() =>
  createCustomers({ client: clients.dynamo(), table: readEnvironment("customersTable") }),
);
/** Rows are named by an HMAC under the stage's key, as customers are. */
export const addresses: port.Addresses = /* @__PURE__ */ lazily(() =>
  createAddresses({
    client: clients.dynamo(),
    table: readEnvironment("addressesTable"),
    secret: { client: clients.secrets(), secretId: readEnvironment("stageSecret") },
  }),
);

function timeline() {
  return { client: clients.dynamo(), table: readEnvironment("timelineTable"), clock };
}
export const events: port.Events = /* @__PURE__ */ lazily(() => createEvents(timeline()));
export const turns: port.Turns = /* @__PURE__ */ lazily(() => createTurns(timeline()));
export const enrollments: port.Enrollments = /* @__PURE__ */ lazily(() =>
  createEnrollments(timeline()),
);
export const messages: port.Messages = /* @__PURE__ */ lazily(() => createMessages(timeline()));
export const tasks: port.Tasks = /* @__PURE__ */ lazily(() => createTasks(timeline()));
export const setAsides: port.SetAsides = /* @__PURE__ */ lazily(() => createSetAsides(timeline()));
export const offers: port.Offers = /* @__PURE__ */ lazily(() => createOffers(timeline()));

function catalogTable() {
  return { client: clients.dynamo(), table: readEnvironment("catalogTable") };
}
export const catalog: port.Catalog = /* @__PURE__ */ lazily(() =>
  createCatalog({ ...catalogTable(), clock }),
);
export const pauses: port.Pauses = /* @__PURE__ */ lazily(() =>
  createPauses({ ...catalogTable(), clock }),
);
export const sweepLeases: port.SweepLeases = /* @__PURE__ */ lazily(() =>
  createSweepLeases(catalogTable()),
);
export const backfills: port.Backfills = /* @__PURE__ */ lazily(() =>
  createBackfills(catalogTable()),
);
export const backfillRuns: port.BackfillRuns = /* @__PURE__ */ lazily(() =>
  createBackfillRuns({ environment: process.env, machine: readEnvironment("backfillMachine") }),
);
export const sizes: port.Sizes = /* @__PURE__ */ lazily(() => createSizes(catalogTable()));
export const publications: port.Publications = /* @__PURE__ */ lazily(() =>
  createPublications(catalogTable()),
);
export const files: port.Files = /* @__PURE__ */ lazily(() =>
  createFiles({ environment: process.env, bucket: readEnvironment("definitionsBucket") }),
);
/** The bucket of uploads; only `import` touches it. */
export const importFiles: port.Files = /* @__PURE__ */ lazily(() =>
  createFiles({ environment: process.env, bucket: readEnvironment("importsBucket") }),
);

export const runs: port.Runs = /* @__PURE__ */ lazily(() =>
  createRuns({ client: clients.sfn(), machine: readEnvironment("runJourneyMachine") }),
);
export const wakes: port.Wakes = /* @__PURE__ */ lazily(() =>
  createWakes({ client: clients.sqs(), queueUrl: readEnvironment("wakeQueueUrl") }),
);
export const deliveries: port.Deliveries = /* @__PURE__ */ lazily(() =>
  createDeliveries({
    client: clients.sqs(),
    queueUrlOf: (channel) => readEnvironment(queueNames[channel].url),
  }),
);
export const timers: port.Timers = /* @__PURE__ */ lazily(() =>
  createTimers({
    client: clients.scheduler(),
    ahead: testClock.aheadOfTheWorld,
    group: readEnvironment("scheduleGroup"),
    wakes: () => ({ queue: readEnvironment("wakeQueueArn"), ...scheduled() }),
    deliveries: (channel) => ({
      queue: readEnvironment(queueNames[channel].arn),
      ...scheduled(),
    }),
    releases: () => ({
      queue: readEnvironment("releaseQueueArn"),
      role: readEnvironment("releaseRole"),
      deadLetters: readEnvironment("releaseDeadLetters"),
    }),
  }),
);
/** Role and dead-letter queue of a function's schedules for work; those for gates have their own. */
function scheduled() {
  return {
    role: readEnvironment("scheduleRole"),
    deadLetters: readEnvironment("scheduleDeadLetters"),
  };
}
export const releases: port.Releases = /* @__PURE__ */ lazily(() =>
  createReleases({ client: clients.sqs(), queueUrl: readEnvironment("releaseQueueUrl") }),
);
export const deadLetters: port.DeadLetters = /* @__PURE__ */ lazily(() =>
  createDeadLetters({ client: clients.sqs(), queueUrl: readEnvironment("refusedQueueUrl") }),
);
export const bus: port.Bus = /* @__PURE__ */ lazily(() =>
  createBus({ client: clients.eventBridge(), bus: readEnvironment("bus") }),
);

export const emailProvider: port.Provider = /* @__PURE__ */ lazily(() =>
  createEmailProvider({
    client: clients.ses(),
    configurationSet: findEnvironment("configurationSet"),
  }),
);
export const smsProvider: port.Provider = /* @__PURE__ */ lazily(() =>
  createSmsProvider({ client: clients.sns() }),
);
export const pushProvider: port.Provider = /* @__PURE__ */ lazily(() =>
  createPushProvider({
    client: clients.sns(),
    applications: () => (findEnvironment("pushApplications") ?? "").split(",").filter(Boolean),
  }),
);

const queueNames = {
  email: { url: "emailQueueUrl", arn: "emailQueueArn" },
  sms: { url: "smsQueueUrl", arn: "smsQueueArn" },
  push: { url: "pushQueueUrl", arn: "pushQueueArn" },
} as const satisfies Record<Channel, unknown>;

/** All of them, for who doesn't mind a bundle with every client: a script, the command line. */
export function ports(): port.Ports {
  return {
    clock,
    backoff,
    rest,
    keys,
    customers,
    addresses,
    events,
    turns,
    enrollments,
    messages,
    tasks,
    offers,
    catalog,
    pauses,
    sweepLeases,
    sizes,
    backfills,
    backfillRuns,
    publications,
    files,
    runs,
    wakes,
    deliveries,
    releases,
    timers,
    bus,
    providers: { email: emailProvider, sms: smsProvider, push: pushProvider },
    optOutLinks,
    deadLetters,
    setAsides,
  };
}
