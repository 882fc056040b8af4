import { type CustomerKey, customerKeyOf } from "../core/customers/customer.ts";
import { compileDefinitions } from "../core/definitions/compile-definitions.ts";
import type { DefinitionSet } from "../core/definitions/definitions.ts";
import type { Message } from "../core/messages/message.ts";
import { DAY, type Instant } from "../core/time/instant.ts";
import { type Lateness, onTime } from "./lateness.ts";
import type { OutboxFolder } from "./outbox-files/outbox-folder.ts";
import { planEvaluations } from "./plan-evaluations.ts";
import { planLearning } from "./plan-learning.ts";
import { createWriteCounter } from "./report/count-writes.ts";
import { findPassedExits } from "./report/passed-exits.ts";
import { createReport, type RunReport } from "./report/run-report.ts";
import { createStoryteller, type Storyteller } from "./report/story.ts";
import { createLocalRuntime, type LocalRuntime } from "./runtime.ts";
import type { TimelineWrite } from "./timeline.ts";

/**
 * Ended things are kept longer than anything asks for them: a message expires after 3 days, a
 * duplicate comes within 3, a mail is opened within days.
 */
export const keepFor = 8 * DAY;

export interface PlayOptions {
  readonly definitions: DefinitionSet;
  readonly start: Instant;
  /** How long ended things are kept, in ms. @default for ever */
  readonly keepFor?: number;
  /** How late timers and sweeps are. @default on the second */
  readonly late?: Lateness | undefined;
  /** Where rendered messages are written. @default nowhere */
  readonly outbox?: OutboxFolder | undefined;
  /** The customer whose story is kept. @default a few customers, to choose one from */
  readonly about?: CustomerKey | undefined;
  /** Told of every write to the timeline. */
  readonly written?: (write: TimelineWrite) => void;
  /** Told of every message that was sent. */
  readonly received?: (message: Message, at: Instant) => void;
}

/** An embedded runtime that is watched: counted, told, its messages kept as files. */
export interface Play {
  readonly runtime: LocalRuntime;
  readonly stories: Storyteller;
  /** Puts one event, as JSON text, into the intake queue. */
  offer(event: string): void;
  /** Puts a line of a file of customers there as an event, which is not counted as one. */
  offerLine(id: string, event: string): void;
  report(): RunReport;
}

export function createPlay(options: PlayOptions): Play {
  const { definitions, start, outbox, late = onTime } = options;
  const compiled = compileDefinitions(definitions);
  const counter = createWriteCounter([...compiled.live.keys()]);
  const stories = createStoryteller(options.about);
  let offered = 0;
  /** Ids of customers' lines that are under way. */
  const lines = new Set<string>();

  const written = (write: TimelineWrite): void => {
    const journey = journeyOf(write, runtime);
    options.written?.(write);
    const isLine = write.kind === "event" && lines.delete(write.record.id);
    counter.take(write, journey, isLine);
    const passed =
      write.kind === "event"
        ? findPassedExits(runtime.customers.peek(write.key), write.record, compiled)
        : [];
    counter.pass(passed);
    stories.take({ at: runtime.agenda.clock.now(), write, journey, passed });
  };

  const runtime = createLocalRuntime({
    start,
    definitions,
    late,
    ...(options.keepFor !== undefined && { keepFor: options.keepFor }),
    written,
    noticed({ notice }) {
      if (notice === undefined) offered += 1;
    },
    sent(message, at) {
      const order = runtime.timeline.kept.messages.get(message.id);
      if (order === undefined) return;
      const customer = runtime.customers.peek(customerKeyOf(message.id))?.id ?? "unknown";
      outbox?.put(message, { journey: order.journey, step: order.step, customer }, at);
      options.received?.(order, at);
    },
  });

  planEvaluations(runtime, definitions, late);
  planLearning(runtime, definitions, late);

  return {
    runtime,
    stories,
    offer(event) {
      offered += 1;
      runtime.offer(event);
    },
    offerLine(id, event) {
      lines.add(id);
      runtime.offer(event);
    },
    report: () => createReport(runtime, compiled, { ...counter, start, offered }),
  };
}

/** A turn's record names only its enrollment, whose journey the customer knows while it runs. */
function journeyOf(write: TimelineWrite, { customers }: LocalRuntime): string {
  switch (write.kind) {
    case "event":
      return "";
    case "turn": {
      const { enrollment } = write.record;
      return customers.peek(customerKeyOf(enrollment))?.enrollments[enrollment]?.journey ?? "";
    }
    case "enrollment":
    case "message":
    case "task":
    case "offer":
      return write.record.journey;
  }
}
