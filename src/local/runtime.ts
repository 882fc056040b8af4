import { forEachChannel } from "../core/channels/channels.ts";
import type { CustomerKey } from "../core/customers/customer.ts";
import type { DefinitionSet } from "../core/definitions/definitions.ts";
import type { PauseFlags, PauseTarget } from "../core/definitions/pause.ts";
import { isOfOneItem } from "../core/errors.ts";
import { parseEvent } from "../core/events/parse-event.ts";
import { keyedHash } from "../core/hash.ts";
import type { Feedback } from "../core/messages/feedback.ts";
import type { RenderedMessage } from "../core/messages/rendered.ts";
import type { Delivery, Pauses, Ports, ProviderAnswer, Release, Wake } from "../core/ports.ts";
import { printReason } from "../core/reasons/reason.ts";
import { formatInstant, type Instant } from "../core/time/instant.ts";
import type { EmittedEvent } from "../core/turns/effect.ts";
import { createAcceptEvents } from "../flows/accept-events.ts";
import { createBeginBackfill, createFillSlice } from "../flows/backfill-figures.ts";
import { createDeliverMessage } from "../flows/deliver-message.ts";
import { createFinishBackfill } from "../flows/finish-backfill.ts";
import { createLearnModels } from "../flows/learn-models.ts";
import { createLiftPause } from "../flows/lift-pause.ts";
import { createMeasureDepth } from "../flows/measure-depth.ts";
import { createPublishReady } from "../flows/publish-files.ts";
import { createRecordFeedback } from "../flows/record-feedback.ts";
import { createRefuseNewId } from "../flows/refuse-new-id.ts";
import { createReleaseHeld } from "../flows/release-held.ts";
import { createRunTurn, type TurnRequest } from "../flows/run-turn.ts";
import { type BrokenRun, createResumeEnrollment, createSettleRun } from "../flows/settle-run.ts";
import { createWakeEnrollment } from "../flows/wake-enrollment.ts";
import { createLocalAddresses, type LocalAddresses } from "./addresses.ts";
import { type Agenda, createAgenda } from "./agenda.ts";
import { type BackfillFlows, createLocalBackfillRuns } from "./backfill-runs.ts";
import { createLocalBackfills } from "./backfills.ts";
import { createLocalCatalog, type LocalCatalog } from "./catalog.ts";
import { createLocalCustomers, type LocalCustomers } from "./customers.ts";
import { type Lateness, onTime } from "./lateness.ts";
import { createLocalOptOutLinks } from "./opt-out-links.ts";
import { createOutbox } from "./outbox.ts";
import { createLocalPauses } from "./pauses.ts";
import { createSetPublisher } from "./publish-set.ts";
import { createQueue, type LocalQueue } from "./queue.ts";
import { createRetention } from "./retention.ts";
import { createLocalRuns, type LocalRuns } from "./runs.ts";
import { createLocalSetAsides, type LocalSetAsides } from "./set-asides.ts";
import { createLocalSizes } from "./sizes.ts";
import { createLocalSweepLeases } from "./sweep-leases.ts";
import { createLocalSweeps, type LocalSweeps } from "./sweeps.ts";
import { createLocalTimeline, type LocalTimeline, type TimelineWrite } from "./timeline.ts";
import { createLocalTimers } from "./timers.ts";

export interface LocalOptions {
  readonly start: Instant;
  /** What is published from the start. @default nothing yet */
  readonly definitions?: DefinitionSet;
  /** How long ended things are kept, in ms. @default for ever */
  readonly keepFor?: number;
  /** How late timers fire. @default on the second */
  readonly late?: Lateness;
  /** Told of every write to the timeline. */
  readonly written?: (write: TimelineWrite) => void;
  /** Told of every message that a provider took. */
  readonly sent?: (message: RenderedMessage, at: Instant) => void;
  /** Told of every event that leaves for others. */
  readonly noticed?: (event: EmittedEvent) => void;
  /** What providers answer. @default accepted */
  readonly answer?: (message: RenderedMessage) => ProviderAnswer | undefined;
  /** Stands between the flows and the ports, for tests that inject faults. */
  readonly wrap?: (ports: Ports) => Ports;
  /** Stands between queues or runs and the flows, for tests that break them off. */
  readonly around?: (flows: LocalFlows) => LocalFlows;
}

/** What the queues and runs call: the embedded form of the functions. */
export interface LocalFlows extends BackfillFlows {
  turn(request: TurnRequest): Promise<void>;
  wake(wake: Wake): Promise<void>;
  deliver(delivery: Delivery): Promise<void>;
  release(release: Release): Promise<void>;
  settle(run: BrokenRun): Promise<void>;
  feedback(feedback: Feedback): Promise<void>;
  /** Takes in an event, given as JSON text. */
  intake(text: string): Promise<void>;
}

export interface LocalRuntime extends LocalSweeps {
  readonly agenda: Agenda;
  readonly ports: Ports;
  readonly customers: LocalCustomers;
  readonly addresses: LocalAddresses;
  readonly timeline: LocalTimeline;
  readonly runs: LocalRuns;
  /** Customers that sweeps and backfills could not take in for good. */
  readonly setAsides: LocalSetAsides;
  readonly catalog: LocalCatalog;
  /** As a person changes them: outside of what a test wraps. */
  readonly pauses: Pauses;
  readonly queues: {
    readonly intake: LocalQueue<string>;
    readonly wake: LocalQueue<Wake>;
    readonly deliver: LocalQueue<Delivery>;
    readonly release: LocalQueue<Release>;
    readonly feedback: LocalQueue<Feedback>;
    readonly settle: LocalQueue<BrokenRun>;
  };
  /** Puts one event, as JSON text, into the intake queue. */
  offer(event: string): void;
  /**
   * Publishes a set as one, which goes live once the figures that it asks for are filled in.
   * @returns what is live now
   */
  publish(set: DefinitionSet): Promise<DefinitionSet>;
  /** The set that has been published so and is not live yet. */
  wished(): DefinitionSet | undefined;
  resume(enrollmentId: string): Promise<boolean>;
  /** Lifts a pause as a person does, and has what waits at its gates let go. Turns wait for a sweep. */
  liftPause(what: PauseTarget): Promise<PauseFlags>;
  /** Learns the models that are due. */
  learn(): Promise<unknown>;
}

/**
 * The embedded runtime: the same core and flows as the Lambdas on a manual clock, with queues,
 * timers and runs in memory. Nothing happens until the agenda is advanced.
 */
export function createLocalRuntime(options: LocalOptions): LocalRuntime {
  const agenda = createAgenda(options.start);
  const { clock } = agenda;
  const retention = createRetention(clock, options.keepFor ?? Number.POSITIVE_INFINITY);
  const customers = createLocalCustomers();
  const addresses = createLocalAddresses();
  const timeline = createLocalTimeline(options.written ?? (() => undefined), retention.expire);
  const catalog = createLocalCatalog(options.definitions);
  const pauses = createLocalPauses();
  const setAsides = createLocalSetAsides();
  const outbox = createOutbox(clock, options.sent ?? (() => undefined), options.answer);
  // Queues and runs call flows, which call queues and runs: the handlers are set once all exist.
  const wake = createQueue<Wake>(agenda, (body) => flows.wake(body));
  const deliver = createQueue<Delivery>(agenda, (body) => flows.deliver(body));
  const release = createQueue<Release>(agenda, (body) => flows.release(body));
  const intake = createQueue<string>(agenda, (body) => flows.intake(body));
  const settle = createQueue<BrokenRun>(agenda, (body) => flows.settle(body));
  const feedback = createQueue<Feedback>(agenda, (body) => flows.feedback(body));
  const runs = createLocalRuns(
    agenda,
    (request) => flows.turn(request),
    (run) => settle.send(run, 0),
    retention.expire,
  );

  const own: Ports = {
    clock,
    backoff: { pause: async () => undefined },
    rest: { for: async () => undefined },
    keys: { keyOf: async (customerId) => keyOfCustomer(customerId) },
    customers,
    addresses,
    ...timeline,
    ...catalog,
    pauses,
    sweepLeases: createLocalSweepLeases(),
    sizes: createLocalSizes(),
    backfills: createLocalBackfills(),
    backfillRuns: createLocalBackfillRuns(agenda, {
      beginBackfill: (rev) => flows.beginBackfill(rev),
      fillSlice: (slice) => flows.fillSlice(slice),
      finishBackfill: (token) => flows.finishBackfill(token),
    }),
    runs,
    wakes: { send: async (body, delay) => wake.send(body, delay) },
    deliveries: {
      send: async (body, delay) => deliver.send(body, delay),
      waiting: async (channel) => deliver.waiting((body) => body.channel === channel),
    },
    releases: { send: async (body, delay) => release.send(body, delay) },
    timers: createLocalTimers(agenda, wake, deliver, release, options.late ?? onTime),
    bus: {
      async emit(event) {
        options.noticed?.(event);
        if (event.notice === undefined) intake.send(eventText(event), 0);
      },
    },
    providers: forEachChannel(() => outbox),
    optOutLinks: createLocalOptOutLinks(),
    deadLetters: { put: async (body, reason) => intake.putAside(body, reason) },
    setAsides,
  };
  const ports = options.wrap?.(own) ?? own;
  const acceptEvents = createAcceptEvents(ports);
  const measureDepth = createMeasureDepth(ports);
  const refuseNewId = createRefuseNewId(ports);
  const sets = createSetPublisher();
  const publishReady = createPublishReady(ports);
  const fillSlice = createFillSlice(ports);
  const plain: LocalFlows = {
    beginBackfill: createBeginBackfill(ports),
    fillSlice: (slice) => fillSlice(slice, () => true),
    finishBackfill: createFinishBackfill({
      ...ports,
      publishReady: (rev) =>
        sets.wished === undefined ? publishReady(rev) : sets.publishReady(rev, ports),
    }),
    turn: createRunTurn(ports),
    wake: createWakeEnrollment(ports),
    deliver: createDeliverMessage(ports),
    release: createReleaseHeld(ports),
    settle: createSettleRun(ports),
    feedback: createRecordFeedback({ ...ports, acceptEvents }),
    async intake(text: string) {
      const parsed = parseEvent(text, clock.now());
      if (parsed.kind === "refused") return ports.deadLetters.put(text, parsed.reason);
      const problem = await refuseNewId(parsed.event.customer);
      if (problem !== undefined) return ports.deadLetters.put(text, printReason(problem));
      const measured = await measureDepth(parsed.event);
      if (measured.kind === "too-deep") {
        return ports.deadLetters.put(text, printReason(measured.reason));
      }
      const { event } = measured;
      try {
        await acceptEvents(await ports.keys.keyOf(event.customer), [event]);
      } catch (error) {
        if (!isOfOneItem(error)) throw error;
        await ports.deadLetters.put(text, `${error.name}: ${error.message}`);
      }
    },
  };
  const flows = options.around?.(plain) ?? plain;

  return {
    agenda,
    ports,
    customers,
    addresses,
    timeline,
    runs,
    setAsides,
    catalog,
    pauses,
    queues: { intake, wake, deliver, release, feedback, settle },
    offer: (event) => intake.send(event, 0),
    publish: (set) => sets.publish(set, own),
    wished: () => sets.wished,
    resume: createResumeEnrollment(ports),
    liftPause: createLiftPause(own),
    ...createLocalSweeps(agenda, ports),
    learn: createLearnModels(ports),
  };
}

/** The embedded runtime's customer key; its secret is none. */
export function keyOfCustomer(customerId: string): CustomerKey {
  return keyedHash("local", customerId);
}

/** An emitted event as it comes back through intake. */
function eventText(event: EmittedEvent): string {
  const { id, type, customer, at, properties, profile, by: emittedBy } = event;
  const who = profile === undefined ? customer : { id: customer, ...profile };
  return JSON.stringify({ id, type, customer: who, at: formatInstant(at), properties, emittedBy });
}
