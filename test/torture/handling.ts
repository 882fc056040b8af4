import { AsyncLocalStorage } from "node:async_hooks";
import { operationalError, retryableErrors } from "../../src/core/errors.ts";
import type { Clock } from "../../src/core/ports.ts";
import { formatInstant, type Instant } from "../../src/core/time/instant.ts";
import type { Agenda } from "../../src/local/agenda.ts";
import type { LocalFlows } from "../../src/local/runtime.ts";
import { type Facts, type HandlerKind, listIn, type Stray } from "./facts.ts";

/** One invocation of a handler, as its own port calls see it. */
export interface Handling {
  readonly kind: HandlerKind;
  readonly body: unknown;
  readonly began: Instant;
  /** `rev` of the definitions that it read last. */
  rev: number;
  /** What the clock said when it asked. */
  readonly moments: Set<Instant>;
  /** Whether a sweep's pass evaluates definitions. If not, it lets waits follow zones at most. */
  evaluates: boolean;
  /** Successful commits so far. */
  commits: number;
  /** Port calls until it crashes, once that has been decided. */
  doom?: number;
  /**
   * For its caller it has failed; it itself stands still and goes on after the delay, like an
   * invocation whose answer got lost: the zombie of a turn whose retry has long run.
   */
  suspend(delayMs: number): Promise<void>;
  /** Lets time go on by itself while one of the things that it does at once waits. */
  wait(meanwhile: () => Promise<void>): Promise<void>;
}

const storage = new AsyncLocalStorage<Handling>();

/** The invocation that a port call belongs to. */
export function currentHandling(): Handling | undefined {
  return storage.getStore();
}

/** Such as a function that ran out of time: retried by name by queues and the state machine. */
export function crash(what: string): Error {
  return operationalError("StoreUnavailable", `crashed by the torture test: ${what}`);
}

/** A story of 250 steps takes some thousand; so many are a circle that never ends. */
const mostInvocations = 100_000;

function refuse(facts: Facts, kind: HandlerKind, body: unknown): never {
  if (facts.invocations === mostInvocations + 1) {
    const id = JSON.stringify(body) ?? "";
    const customer = /[a-z2-7]{16}/.exec(id)?.[0];
    facts.violations.push({ invariant: "end", customer, text: `goes on for ever: ${kind} ${id}` });
  }
  throw new RangeError("the story goes on for ever");
}

/** What a handler works on, however often it is tried. */
export function nameOf(kind: HandlerKind, body: unknown): string {
  return `${kind} ${JSON.stringify(body)}`;
}

/** Notes the moments that handlers decide by. */
export function noteMoments(clock: Clock): Clock {
  return {
    now() {
      const moment = clock.now();
      storage.getStore()?.moments.add(moment);
      return moment;
    },
  };
}

/** Runs a handler so that its port calls know it and may break it off. */
export async function handle<Result>(
  agenda: Agenda,
  kind: HandlerKind,
  body: unknown,
  facts: Facts,
  go: () => Promise<Result>,
): Promise<Result> {
  facts.invocations += 1;
  if (facts.invocations > mostInvocations) return refuse(facts, kind, body);
  const abandoned = Promise.withResolvers<never>();
  abandoned.promise.catch(() => undefined);
  // A handler may do several things at once, each of which may stand still and go on.
  const pauses: PromiseWithResolvers<void>[] = [];
  let standing = 0;
  let over = false;
  let stray: Stray | undefined;
  const noteStray = (): Stray => {
    const one = { since: agenda.clock.now(), until: Number.POSITIVE_INFINITY };
    listIn(facts.strays, nameOf(kind, body)).push(one);
    return one;
  };
  const stop = () => {
    for (const pause of pauses.splice(0)) pause.resolve();
  };
  const end = () => {
    over = true;
    if (stray !== undefined) stray.until = agenda.clock.now();
    stop();
  };
  const handling: Handling = {
    kind,
    body,
    began: agenda.clock.now(),
    rev: 0,
    evaluates: false,
    moments: new Set(),
    commits: 0,
    async suspend(delayMs) {
      stray ??= noteStray();
      abandoned.reject(crash("its answer got lost"));
      stop();
      standing += 1;
      await new Promise<void>((goOn) => {
        agenda.plan(agenda.clock.now() + delayMs, async () => {
          const pause = Promise.withResolvers<void>();
          standing -= 1;
          // Where it waits for another that stands still or waits, time has to go on for that one.
          if (over || standing > 0) pause.resolve();
          else pauses.push(pause);
          goOn();
          await pause.promise;
        });
      });
    },
    async wait(meanwhile) {
      standing += 1;
      stop();
      await meanwhile();
      standing -= 1;
    },
  };
  const real = storage.run(handling, go);
  real.then(
    () => {
      listIn(facts.done, nameOf(kind, body)).push(agenda.clock.now());
      end();
    },
    (error: Error) => {
      noteError(facts, agenda.clock.now(), handling, error);
      end();
    },
  );
  return Promise.race([real, abandoned.promise]);
}

/** What may go wrong by the catalogue; anything else is a bug of ours and a violation. */
const expected: ReadonlySet<string> = new Set(retryableErrors);

function noteError(facts: Facts, at: Instant, { kind, body }: Handling, error: Error): void {
  const id = JSON.stringify(body) ?? "";
  const customer = /[a-z2-7]{16}/.exec(id)?.[0];
  facts.story.push({
    key: () => customer,
    tell: () => `${formatInstant(at)}  ${kind} failed: ${error.name}: ${error.message}`,
  });
  // The embedded timeline keeps two turns: who is overtaken meanwhile finds its own gone.
  if ((kind === "wake" || kind === "turn") && error.name === "RecordMissing") return;
  if (expected.has(error.name) || error.message.includes("said the test")) return;
  const text = `${kind} ${id} broke: ${error.stack}`;
  facts.violations.push({ invariant: "bug", customer, text });
}

/** The flows as the queues and runs call them, each call an invocation of its own. */
export function surroundFlows(agenda: () => Agenda, flows: LocalFlows, facts: Facts): LocalFlows {
  const around =
    <Body, Answer>(kind: keyof LocalFlows, flow: (body: Body) => Promise<Answer>) =>
    (body: Body) =>
      handle(agenda(), kind, body, facts, () => flow(body));
  return {
    turn: around("turn", (body) => flows.turn(body)),
    wake: around("wake", (body) => flows.wake(body)),
    deliver: around("deliver", (body) => flows.deliver(body)),
    release: around("release", (body) => flows.release(body)),
    settle: around("settle", (body) => flows.settle(body)),
    feedback: around("feedback", (body) => flows.feedback(body)),
    intake: around("intake", (body) => flows.intake(body)),
    beginBackfill: around("beginBackfill", (rev) => flows.beginBackfill(rev)),
    fillSlice: around("fillSlice", (slice) => flows.fillSlice(slice)),
    finishBackfill: around("finishBackfill", (token) => flows.finishBackfill(token)),
  };
}
