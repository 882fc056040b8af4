import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import type { Step } from "../../src/core/definitions/step.ts";

/** The order that both branches ask for: since entry, as a marketer would write it. */
const ordered = { event: "order.placed", since: "entry" } as const;

function unlessOrdered(id: string, ...steps: Step[]): Step {
  return { do: "branch", id, cases: [{ id: "bought", when: ordered, steps: [] }], else: steps };
}

/**
 * The journey that DESIGN §9 prices: entry event, email, a day, branch on an order, push, three
 * days, branch, email, end. Two waits, three messages, three turns.
 */
export const referenceJourney: Journey = {
  name: "first-purchase",
  title: "First purchase",
  owner: "crm@example.com",
  purpose: "onboarding",
  status: "live",
  entry: { on: "customer.registered" },
  reentry: "never",
  goal: { event: "order.placed", within: "14d", target: "20%", value: "total" },
  sendWindow: { days: "every-day", between: ["09:00-21:00"] },
  steps: [
    { do: "send", id: "hello", template: "hello", channels: ["email"] },
    { do: "wait", id: "a-day", for: "1d" },
    unlessOrdered("first-look", {
      do: "send",
      id: "nudge",
      template: "nudge",
      channels: ["push"],
    }),
    { do: "wait", id: "three-days", for: "3d" },
    unlessOrdered("second-look", {
      do: "send",
      id: "last-call",
      template: "last-call",
      channels: ["email"],
    }),
  ],
};

const email = {
  "subject.txt": "{{ customer.firstName }}, your first order",
  "email.html":
    "<p>Hello {{ customer.firstName }},</p><p>{% if customer.tier == 'gold' %}As a gold member{% else %}As a new member{% endif %} you have 20 off your first order.</p>",
  "email.txt": "Hello {{ customer.firstName }}, you have 20 off your first order.",
};
const variables = { "customer.firstName": { default: "there" }, "customer.tier": { default: "" } };

/** What is published while the figures are taken: the journey, its templates, caps and a holdout. */
export const referenceDefinitions: DefinitionSet = {
  rev: 1,
  settings: {
    zone: "Europe/Berlin",
    unknownZone: "use-default",
    purposes: { onboarding: {}, "order-update": { transactional: true } },
    caps: [
      { atMost: 6, per: "7d", overCap: "defer" },
      { channel: "push", atMost: 2, per: "1d", overCap: "defer" },
    ],
    senders: { email: { from: "Shop <hello@shop.example.com>" } },
    locale: "en",
  },
  journeys: [{ journey: referenceJourney, version: 1, live: true }],
  segments: [],
  templates: [
    { name: "hello", header: { variables }, parts: email },
    {
      name: "nudge",
      header: { variables },
      parts: { "push.json": '{"title":"20 off","body":"{{ customer.firstName }}, still yours"}' },
    },
    { name: "last-call", header: { variables }, parts: email },
  ],
};
