import type { Enrollment } from "../../../src/core/customers/enrollment.ts";
import type { Definitions } from "../../../src/core/definitions/definitions.ts";
import { type Journey, journey } from "../../../src/core/definitions/journey.ts";
import type { Segment } from "../../../src/core/definitions/segment.ts";
import { settings, withZone } from "../../../src/core/definitions/settings.ts";
import type { Template } from "../../../src/core/definitions/template.ts";
import type { Profile } from "../../../src/core/events/event.ts";
import type { RenderedMessage } from "../../../src/core/messages/rendered.ts";
import {
  formatInstant,
  type Instant,
  MINUTE,
  parseInstant,
  SECOND,
} from "../../../src/core/time/instant.ts";
import { createLocalRuntime, type LocalRuntime } from "../../../src/local/runtime.ts";
import { createFacts, type HandlerKind } from "../../torture/facts.ts";
import {
  crash,
  currentHandling,
  type Handling,
  handle,
  surroundFlows,
} from "../../torture/handling.ts";
import { wrapPorts } from "../../torture/wrap-ports.ts";

/** What happens to one call of a handler to a port. */
export type Strike = (go: () => Promise<unknown>, handling: Handling) => Promise<unknown>;

export const crashBefore: Strike = async () => {
  throw crash("before the call");
};
export const crashAfter: Strike = async (go) => {
  await go();
  throw crash("after the call");
};
/** Nothing that a retry would mend: the run fails. */
export const bug: Strike = async () => {
  throw new TypeError("a bug, said the test");
};
/** For its caller it has failed; it goes on by itself a while later. */
export const stall =
  (ms: number): Strike =>
  async (go, handling) => {
    await handling.suspend(ms);
    return go();
  };

/** One customer, one journey, and a hand that breaks off what it is told to. */
export interface Stage {
  readonly runtime: LocalRuntime;
  /** Invocations of wake or deliver so far. */
  count(kind: "wake" | "deliver"): number;
  /** Strikes at the next such call, such as "timers.setWake", of such a handler. */
  strike(kind: HandlerKind, call: string, how: Strike): void;
  /** Offers an event of this moment, and lets it be worked on for two seconds. */
  tell(type: string, properties?: object, profile?: Profile): Promise<void>;
  /** When messages went out, in order. */
  readonly sent: readonly Instant[];
  pass(ms: number): Promise<void>;
  /** Publishes the next version of the journey. @returns what was live before */
  publish(change: Partial<Journey>): Promise<Definitions>;
  resume(): Promise<boolean>;
  /** What providers took, in order. */
  readonly taken: readonly RenderedMessage[];
  /** Publishes the parts and variables of one template under the name of another. */
  replaceTemplate(name: string, by: string): Promise<void>;
  /** The customer's only enrollment, as the item holds it. */
  enrollment(): Enrollment | undefined;
  /** The types of events that others were told of, by id. */
  readonly notices: ReadonlyMap<string, string>;
  /** Sweeps, and evaluates every definition; again after a minute where it broke off. */
  sweep(): Promise<void>;
  /** The state of its record, for people. */
  told(): string | undefined;
}

const templates: readonly Template[] = [
  { name: "plain", header: {}, parts: { "subject.txt": "Hello", "email.txt": "Hello" } },
  {
    name: "of-event",
    header: { variables: { "event.total": {} } },
    parts: { "subject.txt": "Hello", "email.txt": "Worth {{ event.total }}" },
  },
  {
    name: "of-items",
    header: { variables: { "event.items": {} } },
    parts: {
      "subject.txt": "Hello",
      "email.txt": "{% for item in event.items %}{{ item.qty }} {{ item.name }};{% endfor %}",
    },
  },
  {
    name: "of-items-or-none",
    header: { variables: { "event.items": {} } },
    parts: {
      "subject.txt": "Hello",
      "email.txt": "{% for item in event.items %}{{ item.name }}{% else %}nothing{% endfor %}",
    },
  },
  {
    name: "of-customer",
    header: { variables: { "customer.firstName": {} } },
    parts: { "subject.txt": "Hello", "email.txt": "Hello {{ customer.firstName }}" },
  },
];

function setUp(change: Partial<Journey>) {
  return {
    rev: 1,
    settings: withZone(
      settings.parse({
        unknownZone: "use-default",
        purposes: { care: {} },
        senders: { email: { from: "shop@example.com" } },
      }),
      "UTC",
    ),
    journeys: [{ journey: journeyOf(change), version: 1, live: true }],
    segments: [],
    templates,
  };
}

function journeyOf(change: Partial<Journey>): Journey {
  return journey.parse({
    name: "welcome",
    owner: "crm@example.com",
    purpose: "care",
    status: "live",
    entry: { on: "customer.registered" },
    reentry: "never",
    ...change,
  });
}

const customer = {
  id: "c1",
  addresses: { email: ["c1@example.com"] },
  consents: { "email:*": { given: true } },
};

/** @param others journeys beside the one that the stage is about */
export function createStage(
  change: Partial<Journey>,
  segments: readonly Segment[] = [],
  others: readonly Partial<Journey>[] = [],
): Stage {
  const sent: Instant[] = [];
  const strikes: { kind: HandlerKind; call: string; how: Strike }[] = [];
  const counts = new Map<HandlerKind, number>();
  const alone = setUp(change);
  const beside = others.map((one) => ({ journey: journeyOf(one), version: 1, live: true }));
  const definitions = { ...alone, journeys: [...alone.journeys, ...beside], segments };
  const notices = new Map<string, string>();
  const taken: RenderedMessage[] = [];
  const facts = createFacts(definitions);
  const runtime = createLocalRuntime({
    start: parseInstant("2026-01-05T10:00:00Z") ?? 0,
    definitions,
    sent(message, at) {
      sent.push(at);
      taken.push(message);
    },
    noticed: ({ id, type }) => notices.set(id, type),
    wrap: (ports) =>
      wrapPorts(ports, async ({ port, method }, go) => {
        const handling = currentHandling();
        const index = strikes.findIndex(
          ({ kind, call }) => kind === handling?.kind && call === `${port}.${method}`,
        );
        const [struck] = index === -1 ? [] : strikes.splice(index, 1);
        return struck === undefined || handling === undefined ? go() : struck.how(go, handling);
      }),
    around: (flows) => {
      const counted = surroundFlows(() => runtime.agenda, flows, facts);
      const note = (kind: HandlerKind) => void counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return {
        ...counted,
        wake(body) {
          note("wake");
          return counted.wake(body);
        },
        deliver(body) {
          note("deliver");
          return counted.deliver(body);
        },
      };
    },
  });
  const { agenda } = runtime;
  const pass = (ms: number) => agenda.advanceTo(agenda.clock.now() + ms);
  let told = 0;
  const idOf = () => [...runtime.timeline.kept.enrollments.keys()][0];
  return {
    runtime,
    pass,
    async publish(next) {
      const before = await runtime.ports.catalog.definitions();
      const first = definitions.journeys.map((one) => ({ ...one, live: false }));
      const second = { journey: journeyOf(next), version: 2, live: true };
      const set = { ...definitions, rev: 2, journeys: [...first, second] };
      await runtime.catalog.publications.goLive(1, set);
      return before;
    },
    notices,
    taken,
    async replaceTemplate(name, by) {
      const source = templates.find((one) => one.name === by);
      const replaced = templates.map((one) =>
        one.name === name ? { ...one, ...source, name } : one,
      );
      await runtime.catalog.publications.goLive(1, { ...definitions, rev: 2, templates: replaced });
    },
    async sweep() {
      const once = () => handle(agenda, "sweep", undefined, facts, () => runtime.sweep("evaluate"));
      for (let tries = 0; tries < 3; tries++) {
        const done = await once().then(
          () => true,
          () => false,
        );
        if (done) return;
        await pass(30 * MINUTE);
      }
    },
    count: (kind) => counts.get(kind) ?? 0,
    strike: (kind, call, how) => void strikes.push({ kind, call, how }),
    sent,
    async tell(type, properties, profile) {
      told += 1;
      const at = formatInstant(agenda.clock.now());
      const who = { ...customer, ...profile };
      runtime.offer(JSON.stringify({ id: `e${told}`, type, at, customer: who, properties }));
      await pass(2 * SECOND);
    },
    resume: () => handle(agenda, "resume", undefined, facts, () => runtime.resume(idOf() ?? "")),
    enrollment: () => Object.values([...runtime.customers.all()][0]?.enrollments ?? {})[0],
    told: () => [...runtime.timeline.kept.enrollments.values()][0]?.state,
  };
}
