/** A small shop whose files are all good: each test breaks one thing in them. */

export type Files = ReadonlyMap<string, string>;

const settings = {
  zone: "Asia/Shanghai",
  unknownZone: "use-default",
  locale: "zh-CN",
  shop: { name: "Nestory", support: "400-000-0000" },
  purposes: { winback: {}, care: {}, "order-update": { transactional: true } },
  calendars: { cn: { from: "2026-01-01", to: "2026-12-31", off: ["2026-10-01"] } },
  caps: [{ purpose: "winback", atMost: 2, per: "30d", overCap: "defer" }],
  senders: { email: { from: "hello@example.com" }, sms: { optOut: "拒收请回复R" } },
};

const journey = {
  name: "winback",
  owner: "crm@example.com",
  purpose: "winback",
  status: "live",
  entry: { on: "customer.dormant", if: { segment: "no-order" } },
  reentry: "never",
  goal: { event: "order.placed", within: "14d" },
  exitWhen: [{ event: "order.placed" }],
  sendWindow: { days: "workdays", between: ["10:00-12:00"], calendar: "cn" },
  steps: [
    { do: "offer", id: "coupon", offer: "150-off-20", expires: "7d" },
    { do: "wait", for: "1d" },
    { do: "send", id: "first", template: "winback-offer", channels: ["email", "sms"] },
  ],
};

const segment = { name: "no-order", when: { not: { event: "order.placed", within: "30d" } } };

const header = {
  variables: {
    "customer.firstName": { default: "朋友" },
    "event.total": { default: 0, example: 300 },
    "offer.code": {},
  },
};

function text(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

const files: Files = new Map([
  ["settings.json", text(settings)],
  ["journeys/winback.json", text(journey)],
  ["segments/no-order.json", text(segment)],
  ["templates/winback-offer/template.json", text(header)],
  ["templates/winback-offer/subject.txt", "{{ customer.firstName }}, a gift"],
  [
    "templates/winback-offer/email.html",
    '<p lang="en">Code {{ offer.code }} of {{ shop.name }}</p>\n',
  ],
  ["templates/winback-offer/email.txt", "Code {{ offer.code }} of {{ shop.name }}\n"],
  ["templates/winback-offer/sms.txt", "{{ customer.firstName }}: {{ offer.code }}"],
]);

/** The good files with some set: an object is written as JSON, undefined takes the file out. */
export function shopFiles(changes: Readonly<Record<string, unknown>> = {}): Files {
  const changed = new Map(files);
  for (const [path, value] of Object.entries(changes)) {
    if (value === undefined) changed.delete(path);
    else changed.set(path, typeof value === "string" ? value : text(value));
  }
  return changed;
}

/** The good journey with some keys set. */
export function withJourney(changes: object): Files {
  return shopFiles({ "journeys/winback.json": { ...journey, ...changes } });
}

/** The good journey with other steps. */
export function withSteps(...steps: readonly object[]): Files {
  return withJourney({ steps });
}

export function withSettings(changes: object): Files {
  return shopFiles({ "settings.json": { ...settings, ...changes } });
}

export const send = {
  do: "send",
  id: "first",
  template: "winback-offer",
  channels: ["email"],
} as const;
export const coupon = journey.steps[0] as object;
export const goodJourney = journey;
export const goodSettings = settings;

/** While China's calendar of 2026 still goes on for long. */
export const now = Date.UTC(2026, 2, 2);
