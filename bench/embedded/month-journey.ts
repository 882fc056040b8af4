import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import type { Step } from "../../src/core/definitions/step.ts";
import { referenceDefinitions } from "../reference/definitions.ts";

function mail(id: string): Step {
  return { do: "send", id, template: "hello", channels: ["email"] };
}

/** Thirty days from entry to end: 4 waits, a branch and 5 messages. */
export const monthJourney: Journey = {
  name: "first-month",
  owner: "crm@example.com",
  purpose: "onboarding",
  status: "live",
  entry: { on: "customer.registered" },
  reentry: "never",
  goal: { event: "order.placed", within: "30d", target: "20%" },
  steps: [
    mail("welcome"),
    { do: "wait", id: "day-1", for: "1d" },
    {
      do: "branch",
      id: "look",
      cases: [
        { id: "bought", when: { event: "order.placed", since: "entry" }, steps: [mail("thanks")] },
      ],
      else: [{ do: "send", id: "nudge", template: "nudge", channels: ["push", "email"] }],
    },
    { do: "wait", id: "day-7", for: "6d" },
    mail("tips"),
    { do: "wait", id: "day-14", for: "7d" },
    mail("review"),
    { do: "wait", id: "day-30", for: "16d" },
    mail("month"),
  ],
};

export const monthDefinitions: DefinitionSet = {
  ...referenceDefinitions,
  journeys: [{ journey: monthJourney, version: 1, live: true }],
};
