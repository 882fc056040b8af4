import { plainMail } from "../stage/go-live.ts";

const mail = (id: string) => ({ do: "send", id, template: `upgrade-${id}`, channels: ["email"] });

function journey(name: string, steps: readonly object[]) {
  return {
    [`journeys/upgrade-${name}.json`]: {
      name: `upgrade-${name}`,
      owner: "crm@shop.example.com",
      purpose: "onboarding",
      status: "live",
      entry: { on: `upgrade.${name}` },
      reentry: "never",
      steps,
    },
  };
}

/** Each a way of being in flight; who enters by `upgrade.<name>`. */
export type JourneyName = "rest" | "soon" | "coupon" | "held";

/** Files that the previous release takes, and that this version finds published. */
export const files: Readonly<Record<string, string | object>> = {
  "settings.json": {
    zone: "UTC",
    unknownZone: "use-default",
    purposes: { onboarding: { title: "First days" } },
    senders: { email: { from: "Shop <hello@shop.example.com>" } },
  },
  ...plainMail("upgrade-hello", "Hello"),
  ...plainMail("upgrade-after", "Afterwards"),
  ...plainMail("upgrade-thanks", "Thanks"),
  // Lacks the name until the customer tells it: held, and looked at again after 4 hours.
  "templates/upgrade-named/template.json": { variables: { "customer.firstName": {} } },
  "templates/upgrade-named/subject.txt": "Dear {{ customer.firstName }}",
  "templates/upgrade-named/email.txt": "Dear {{ customer.firstName }}",
  ...journey("rest", [mail("hello"), { do: "wait", id: "rest", for: "2d" }, mail("after")]),
  // Within 15 minutes a wait is no schedule but a delayed message of the wake queue.
  ...journey("soon", [{ do: "wait", id: "rest", for: "10min" }, mail("after")]),
  ...journey("coupon", [
    {
      do: "waitFor",
      id: "used",
      event: "upgrade.used",
      atMost: "3d",
      then: [mail("thanks")],
      else: [mail("after")],
    },
  ]),
  ...journey("held", [mail("named")]),
};
