/** By name: what differs from a live journey for care that may be entered again and again. */
export type Journeys = Readonly<Record<string, object>>;

const settings = {
  zone: "UTC",
  unknownZone: "use-default",
  locale: "en",
  shop: { name: "Nestory" },
  purposes: { care: {} },
  senders: { email: { from: "hello@nestory.example" }, sms: { optOut: "Reply STOP to opt out" } },
};

const text = "Hello from {{ shop.name }}";
const templates = {
  "templates/hello/template.json": "{}",
  "templates/hello/subject.txt": "Hello",
  "templates/hello/email.txt": `${text}\n{{ unsubscribeUrl }}\n`,
  "templates/hello/sms.txt": text,
};

/** The files of a shop with a template `hello` for email and SMS. */
export function caseFiles({
  journeys,
  segments = {},
  settings: change = {},
}: {
  readonly journeys: Journeys;
  readonly segments?: Readonly<Record<string, object>>;
  readonly settings?: object;
}): ReadonlyMap<string, string> {
  const files = new Map(Object.entries(templates));
  files.set("settings.json", JSON.stringify({ ...settings, ...change }));
  for (const [name, own] of Object.entries(journeys)) {
    const about = { name, owner: "crm@nestory.example", purpose: "care", status: "live" };
    files.set(`journeys/${name}.json`, JSON.stringify({ ...about, reentry: "always", ...own }));
  }
  for (const [name, own] of Object.entries(segments)) {
    files.set(`segments/${name}.json`, JSON.stringify({ name, ...own }));
  }
  return files;
}

export function wait(id: string, time: object): object {
  return { do: "wait", id, ...time };
}

export function send(id: string, channels: readonly string[] = ["email"]): object {
  return { do: "send", id, template: "hello", channels };
}
