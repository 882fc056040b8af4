import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createBus } from "../../src/aws/bus.ts";
import { createCatalog } from "../../src/aws/catalog/catalog.ts";
import { createPauses } from "../../src/aws/catalog/pauses.ts";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createSweepLeases } from "../../src/aws/catalog/sweep-leases.ts";
import { createCustomers } from "../../src/aws/customers.ts";
import { createDeadLetters } from "../../src/aws/dead-letters.ts";
import { createDeliveries } from "../../src/aws/deliveries.ts";
import { createOptOutLinks } from "../../src/aws/opt-out-links.ts";
import { createRuns } from "../../src/aws/runs.ts";
import { createEnrollments } from "../../src/aws/timeline/enrollments.ts";
import { createEvents } from "../../src/aws/timeline/events.ts";
import { createMessages } from "../../src/aws/timeline/messages.ts";
import { createOffers } from "../../src/aws/timeline/offers.ts";
import { createTasks } from "../../src/aws/timeline/tasks.ts";
import { createTurns } from "../../src/aws/timeline/turns.ts";
import { createTimers } from "../../src/aws/timers.ts";
import { createWakes } from "../../src/aws/wakes.ts";
import { createPublishFiles } from "../../src/flows/publish-files.ts";
import { createLocalRuntime, keyOfCustomer } from "../../src/local/runtime.ts";

/** What a world is played with: the embedded runtime of one version, and its adapters to AWS. */
export interface Engine {
  readonly createBus: typeof createBus;
  readonly createCatalog: typeof createCatalog;
  readonly createCustomers: typeof createCustomers;
  readonly createDeadLetters: typeof createDeadLetters;
  readonly createDeliveries: typeof createDeliveries;
  readonly createEnrollments: typeof createEnrollments;
  readonly createEvents: typeof createEvents;
  readonly createLocalRuntime: typeof createLocalRuntime;
  readonly createMessages: typeof createMessages;
  readonly createOffers: typeof createOffers;
  readonly createOptOutLinks: typeof createOptOutLinks;
  /** 0.1.0 could not pause. */
  readonly createPauses?: typeof createPauses;
  readonly createPublications: typeof createPublications;
  readonly createPublishFiles: typeof createPublishFiles;
  readonly createRuns: typeof createRuns;
  /** The sweep of 0.1.0 had no lease. */
  readonly createSweepLeases?: typeof createSweepLeases;
  readonly createTasks: typeof createTasks;
  readonly createTimers: typeof createTimers;
  readonly createTurns: typeof createTurns;
  readonly createWakes: typeof createWakes;
  readonly keyOfCustomer: typeof keyOfCustomer;
}

/** The code that this test belongs to. */
export const currentEngine: Engine = {
  createBus,
  createCatalog,
  createCustomers,
  createDeadLetters,
  createDeliveries,
  createEnrollments,
  createEvents,
  createLocalRuntime,
  createMessages,
  createOffers,
  createOptOutLinks,
  createPauses,
  createPublications,
  createPublishFiles,
  createRuns,
  createSweepLeases,
  createTasks,
  createTimers,
  createTurns,
  createWakes,
  keyOfCustomer,
};

/** Where a checkout keeps each of them, and whether the oldest version has it. */
const modules = [
  "aws/bus.ts",
  "aws/catalog/catalog.ts",
  "aws/catalog/pauses.ts",
  "aws/catalog/publications.ts",
  "aws/catalog/sweep-leases.ts",
  "aws/customers.ts",
  "aws/dead-letters.ts",
  "aws/deliveries.ts",
  "aws/opt-out-links.ts",
  "aws/runs.ts",
  "aws/timeline/enrollments.ts",
  "aws/timeline/events.ts",
  "aws/timeline/messages.ts",
  "aws/timeline/offers.ts",
  "aws/timeline/tasks.ts",
  "aws/timeline/turns.ts",
  "aws/timers.ts",
  "aws/wakes.ts",
  "flows/publish-files.ts",
  "local/runtime.ts",
] as const;

/** The code of another checkout. Its types are taken to be today's: only a recording uses it. */
export async function loadEngine(checkout: string): Promise<Engine> {
  const loaded = await Promise.all(
    modules.map(async (path): Promise<object> => {
      try {
        return (await import(pathToFileURL(join(checkout, "src", path)).href)) as object;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return {};
        throw error;
      }
    }),
  );
  return Object.assign({}, ...loaded) as Engine;
}
