import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import type { Journey } from "../../src/core/definitions/journey.ts";
import { journey, settings } from "../core/given.ts";

/** A published set of journeys, with a template "hello" for every channel. */
export function published(...journeys: readonly Partial<Journey>[]): DefinitionSet {
  return {
    rev: 1,
    settings: settings({
      senders: { email: { from: "Shop <hello@shop.example.com>" }, sms: { optOut: "Reply STOP" } },
    }),
    journeys: journeys.map((change) => ({ journey: journey(change), version: 1, live: true })),
    segments: [],
    templates: [
      {
        name: "hello",
        header: {},
        parts: {
          "subject.txt": "Welcome",
          "email.html": "<p>Welcome to the shop.</p>",
          "email.txt": "Welcome to the shop.",
          "sms.txt": "Welcome to the shop.",
          "push.json": '{"title":"Welcome","body":"Come in."}',
        },
      },
    ],
  };
}
