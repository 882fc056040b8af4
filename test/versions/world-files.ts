/** Versions whose items are kept here. */
export const versions = ["0.1.0", "0.2.0"] as const;
export type Version = (typeof versions)[number];

const settings = {
  zone: "UTC",
  unknownZone: "hold",
  locale: "en",
  shop: { name: "Nestory" },
  purposes: { care: {}, winback: {}, news: {}, "order-update": { transactional: true } },
  quietHours: [{ channel: "sms", country: "DE", between: "13:00-17:00" }],
  caps: [
    { purpose: "winback", atMost: 1, per: "10d", overCap: "defer" },
    { purpose: "news", atMost: 1, per: "10d", overCap: "defer" },
  ],
  senders: { email: { from: "hello@shop.example" }, sms: { optOut: "Reply STOP" } },
};

const send = (id: string, more: object = {}) => {
  return { do: "send", id, template: "hello", channels: ["email"], ...more };
};
const wait = (id: string, time: object) => ({ do: "wait", id, ...time });

/** By name: what differs from a journey for care that may be entered again and again. */
const journeys: Readonly<Record<string, object>> = {
  plain: { steps: [send("hello")] },
  "wait-for": { steps: [send("first"), wait("rest", { for: "3d" }), send("later")] },
  "wait-date": {
    steps: [
      wait("rest", { until: { attribute: "trip", offset: "-1d", at: "10:00" } }),
      send("later"),
    ],
  },
  "wait-time": { steps: [wait("rest", { until: "18:00" }), send("later")] },
  "wait-event": {
    steps: [
      {
        do: "waitFor",
        id: "order",
        event: "order.placed",
        atMost: "5d",
        // biome-ignore lint/suspicious/noThenProperty: the marketer's word for the way on.
        then: [send("thanks")],
        else: [send("reminder")],
      },
    ],
  },
  window: {
    sendWindow: { days: "workdays", between: ["09:00-11:00"] },
    steps: [send("hello")],
  },
  quiet: { steps: [send("text", { channels: ["sms"] })] },
  "winback-one": { purpose: "winback", steps: [send("one")] },
  "winback-two": { purpose: "winback", deferAtMost: "20d", steps: [send("two")] },
  "news-high": {
    purpose: "news",
    priority: 5,
    steps: [wait("rest", { for: "1d" }), send("high")],
  },
  "news-low": { purpose: "news", yieldWindow: "3d", deferAtMost: "20d", steps: [send("low")] },
  year: { steps: [wait("rest", { for: "400d" }), send("late")] },
  leaves: {
    exitWhen: [{ event: "order.placed" }],
    steps: [wait("rest", { for: "9d" }), send("late")],
  },
  breaks: { steps: [wait("rest", { for: "1h" }), send("late")] },
  orders: {
    entry: { on: "order.shipped", key: "orderId" },
    exitWhen: [{ event: "order.returned" }],
    steps: [
      { do: "repeat", id: "again", times: 3, steps: [wait("rest", { for: "1d" }), send("how")] },
    ],
  },
  goals: {
    holdout: "50%",
    goal: { event: "order.placed", within: "30d", value: "total" },
    steps: [wait("rest", { for: "5d" }), send("offer")],
  },
  effects: {
    steps: [
      { do: "offer", id: "coupon", offer: "150-off-20", value: 20, expires: "7d" },
      { do: "update", id: "mark", set: { stage: "offered" }, addTags: ["offered"] },
      { do: "task", id: "call", team: "support", note: "Call them", due: "2d" },
      { do: "emit", id: "tell", event: "effects.done", properties: { total: { from: "total" } } },
      send("coupon-mail", { template: "coupon" }),
      wait("rest", { for: "2d" }),
      {
        do: "branch",
        id: "bought",
        cases: [{ when: { event: "order.placed", since: "entry" }, steps: [send("thanks")] }],
        else: [send("reminder")],
      },
    ],
  },
  incomplete: { steps: [send("named", { template: "named" })] },
  "incomplete-soon": { steps: [send("named", { template: "named", expires: "1h" })] },
};

/** What 0.1.0 did not know. */
const laterJourneys: Readonly<Record<string, object>> = {
  pausable: { steps: [wait("rest", { for: "1h" }), send("late")] },
  birthday: {
    entry: { on: "date.reached", attribute: "birthday", yearly: true },
    steps: [send("happy")],
  },
  silence: {
    entry: { on: "inactivity.reached", event: "login", days: [1, 30] },
    steps: [send("miss-you")],
  },
  spender: {
    entry: { on: "segment.entered", segment: "spender", members: true },
    exitWhen: [{ segment: "left" }],
    steps: [wait("rest", { for: "4d" }), send("gift")],
  },
};

const segments: Readonly<Record<string, object>> = {
  spender: {
    when: { event: "order.placed", within: "30d", sum: { of: "total", atLeast: 100 } },
    onEnter: { addTags: ["vip"] },
    onLeave: { removeTags: ["vip"] },
  },
  // Of a tier that is the text "12": whether it is at least 10 is a question of meaning.
  upper: { when: { attribute: "tier", atLeast: 10 } },
  "born-this-month": { when: { attribute: "birthday", month: "this" } },
};

const templates: Readonly<Record<string, string>> = {
  "templates/hello/template.json": "{}",
  "templates/hello/subject.txt": "Hello",
  "templates/hello/email.txt": "Hello from {{ shop.name }}\n",
  "templates/hello/sms.txt": "Hello from {{ shop.name }}",
  "templates/coupon/template.json": JSON.stringify({
    variables: { "offer.code": {}, "event.total": { default: 0 } },
  }),
  "templates/coupon/subject.txt": "A coupon",
  "templates/coupon/email.txt": "{{ offer.code }} for {{ event.total }}\n",
  "templates/named/template.json": JSON.stringify({
    variables: { "customer.firstName": { example: "Ada" } },
  }),
  "templates/named/subject.txt": "Hello",
  "templates/named/email.txt": "Hello {{ customer.firstName }}\n",
};

/** The definitions of the world, by path, as a version understands them. */
export function worldFiles(version: Version): ReadonlyMap<string, string> {
  const known = version === "0.1.0" ? journeys : { ...journeys, ...laterJourneys };
  const files = new Map<string, string>([["settings.json", JSON.stringify(settings)]]);
  for (const [name, change] of Object.entries(known)) {
    const journey = {
      name,
      owner: "crm@shop.example",
      purpose: "care",
      status: "live",
      entry: { on: `${name}.begins` },
      reentry: "always",
      ...change,
    };
    files.set(`journeys/${name}.json`, JSON.stringify(journey));
  }
  if (version !== "0.1.0") {
    for (const [name, segment] of Object.entries(segments)) {
      files.set(`segments/${name}.json`, JSON.stringify({ name, ...segment }));
    }
  }
  for (const [path, text] of Object.entries(templates)) files.set(path, text);
  return files;
}
