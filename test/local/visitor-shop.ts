import type { Customer } from "../../src/core/customers/customer.ts";
import { type Journey, journey } from "../../src/core/definitions/journey.ts";
import { settings, withZone } from "../../src/core/definitions/settings.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import { operationalError } from "../../src/core/errors.ts";
import { formatInstant, parseInstant, SECOND } from "../../src/core/time/instant.ts";
import { createLocalRuntime, keyOfCustomer } from "../../src/local/runtime.ts";
import type { TimelineWrite } from "../../src/local/timeline.ts";
import { wrapPorts } from "../torture/wrap-ports.ts";

export const start = parseInstant("2026-01-05T10:00:00Z") ?? 0;
const templates = [
  { name: "plain", header: {}, parts: { "subject.txt": "Hello", "email.txt": "Hello" } },
];
export const reachable = {
  addresses: { email: ["c1@example.com"] },
  consents: { "email:*": { given: true } },
};

export const wait: Step = { do: "wait", id: "rest", for: "2d" };

interface Said {
  readonly id?: string;
  readonly at?: number;
  readonly properties?: Record<string, unknown>;
  readonly profile?: Record<string, unknown>;
}

function setUp(changes: readonly Partial<Journey>[]) {
  const journeys = changes.map((change, n) =>
    journey.parse({
      name: `journey-${n}`,
      owner: "crm@example.com",
      purpose: "care",
      status: "live",
      entry: { on: "cart.added" },
      reentry: "always",
      steps: [wait],
      ...change,
    }),
  );
  return {
    rev: 1,
    settings: withZone(
      settings.parse({
        unknownZone: "use-default",
        purposes: { care: {} },
        senders: { email: { from: "shop@example.com" } },
        caps: [{ purpose: "care", atMost: 2, per: "30d", overCap: "drop" }],
      }),
      "UTC",
    ),
    journeys: journeys.map((one) => ({ journey: one, version: 1, live: true })),
    segments: [
      { name: "buyers", when: { event: "order.placed", count: { atLeast: 2 } } },
      { name: "new", when: { not: { event: "order.placed", count: { atLeast: 2 } } } },
    ],
    templates,
  };
}

/** A shop with a visitor v1 who turns out to be customer c1. */
export function openShop(...changes: readonly Partial<Journey>[]) {
  let crashAt: { calls: number; after: boolean } | undefined;
  const sent: string[] = [];
  const writes: TimelineWrite[] = [];
  const runtime = createLocalRuntime({
    start,
    definitions: setUp(changes),
    sent: ({ id, to }) => void sent.push(`${id} ${to}`),
    written: (write) => void writes.push(write),
    wrap: (ports) =>
      wrapPorts(ports, async (_call, go) => {
        if (crashAt === undefined) return go();
        crashAt.calls -= 1;
        if (crashAt.calls > 0) return go();
        const { after } = crashAt;
        crashAt = undefined;
        if (after) await go();
        throw operationalError("StoreUnavailable", "broken off by the test");
      }),
  });
  let told = 0;
  const pass = (ms: number) => runtime.agenda.advanceTo(runtime.agenda.clock.now() + ms);
  const tell = async (who: string, type: string, said: Said = {}) => {
    told += 1;
    const { id = `e${told}`, at = runtime.agenda.clock.now(), properties, profile } = said;
    const customer = profile === undefined ? who : { id: who, ...profile };
    runtime.offer(JSON.stringify({ id, type, at: formatInstant(at), customer, properties }));
    await pass(2 * SECOND);
  };
  const item = (who: string): Customer => {
    const found = runtime.customers.peek(keyOfCustomer(who));
    if (found === undefined) throw new RangeError(`no ${who}`);
    return found;
  };
  return {
    runtime,
    sent,
    writes,
    pass,
    tell,
    item,
    identify: (who = "c1", said: Said = {}) =>
      tell(who, "customer.identified", { properties: { anonymous: "v1" }, ...said }),
    crash(calls: number, after: boolean) {
      crashAt = { calls, after };
    },
    messages: () => [...runtime.timeline.kept.messages.values()],
    records: () => [...runtime.timeline.kept.enrollments.values()],
    event: (who: string, id: string) =>
      runtime.timeline.kept.events.get(`${keyOfCustomer(who)}#${id}`),
  };
}

export const send: Step = { do: "send", id: "hello", template: "plain", channels: ["email"] };
