import { describe, expect, it } from "vitest";
import type { Channel } from "../../../src/core/channels/channels.ts";
import { newCustomer } from "../../../src/core/customers/customer.ts";
import type { Settings } from "../../../src/core/definitions/settings.ts";
import type { Template, TemplateHeader } from "../../../src/core/definitions/template.ts";
import { renderMessage } from "../../../src/core/messages/render-message.ts";
import type { MessageInput } from "../../../src/core/messages/render-part.ts";
import { printReason } from "../../../src/core/reasons/reason.ts";

const settings: Settings = {
  zone: "Asia/Shanghai",
  unknownZone: "use-default",
  locale: "en",
  shop: { name: "Nestory & Co" },
  purposes: { winback: {}, "order-update": { transactional: true } },
  senders: {
    email: { from: "Nestory <hello@example.com>", replyTo: "service@example.com" },
    sms: { optOut: "拒收请回复R", senderId: "Nestory" },
  },
};

const variables: TemplateHeader["variables"] = {
  "customer.firstName": {},
  "customer.nickname": { default: "friend" },
  "customer.note": { default: "" },
  "event.total": {},
  "event.items": {},
  "offer.code": {},
  "offer.expires": {},
  "computed.spend-90d": { default: 0 },
  "computed.rfm.sum": { default: 9 },
};

const optOutUrl = "https://shop.example.com/opt-out?t=abc&s=1";

interface Case extends Partial<Omit<MessageInput, "template" | "message">> {
  readonly parts: Readonly<Record<string, string>>;
  readonly channel?: Channel;
  readonly purpose?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly locale?: string;
}

function render({
  parts,
  channel = "email",
  purpose = "winback",
  attributes,
  locale,
  ...more
}: Case) {
  const template: Template = { name: "hello", header: { variables }, parts };
  const customer = {
    ...newCustomer("aaaaaaaaaaaaaaaa", "42"),
    attributes: attributes ?? { firstName: "Ann" },
    ...(locale !== undefined && { locale }),
  };
  const message: MessageInput["message"] = {
    id: "aaaaaaaaaaaaaaaa-m1",
    enrollment: "aaaaaaaaaaaaaaaa-e1",
    journey: "winback",
    version: 1,
    step: "first",
    template: "hello",
    channel,
    purpose,
    priority: 0,
    created: Date.UTC(2026, 0, 5, 1),
    expires: Date.UTC(2026, 0, 8, 1),
    trigger: "e-1",
    offer: { offer: "150-off-20", code: "AB12", expires: Date.UTC(2026, 0, 12, 1, 30) },
  };
  const trigger = { total: 1234.5, items: ["tea", "cup"] };
  const transactional = settings.purposes[purpose]?.transactional === true;
  const rendering = renderMessage({
    template,
    message,
    customer,
    trigger,
    settings,
    optOutUrl: transactional ? undefined : optOutUrl,
    address: "ann@example.com",
    ...more,
  });
  if (rendering.kind === "rendered") return rendering;
  return { kind: rendering.kind, reason: printReason(rendering.reason) };
}

/** The text of a mail whose text part this is, without the way out. */
function text(source: string, more: Omit<Case, "parts"> = {}) {
  const rendered = render({
    purpose: "order-update",
    ...more,
    parts: { "subject.txt": "Hi", "email.txt": source },
  });
  if (rendered.kind !== "rendered") return rendered;
  return "text" in rendered.message ? rendered.message.text : undefined;
}

const mail = { "subject.txt": "Hi", "email.html": "<p>Hi</p>" };

describe("renderMessage", () => {
  it("names what is wrong with a customer's address and never the address", () => {
    expect(render({ parts: mail, address: "ann.secret@" })).toEqual({
      kind: "unsendable",
      reason: "the customer's email address is none that SES takes (mailbox-domain)",
    });
  });

  it("names file, line, filter and variable where a filter can't use a value", () => {
    const held = render({
      purpose: "order-update",
      parts: { "subject.txt": "Hi", "email.txt": "Hi\n{{ 5 | money: event.total }}" },
    });
    expect(held).toEqual({
      kind: "incomplete",
      reason:
        'the text of templates/hello/email.txt can\'t be made; line 2, column 8: event.total is no currency; the filter money wants a code of ISO 4217 such as "EUR"',
    });
  });

  it("shows computed attributes that are declared, else the default", () => {
    const source = '{{ computed.spend-90d }} / {{ computed["rfm.sum"] }}';
    const values = new Map<string, number>([["spend-90d", 320.5]]);
    const computed = (name: string) => values.get(name);
    expect(text(source, { computed })).toBe("320.5 / 9");
    expect(text(source)).toBe("0 / 9");
  });

  it("makes a mail with everything its provider needs", () => {
    const parts = {
      "subject.txt": "{{ customer.firstName }}, {{ offer.code }}\n",
      "email.html": "<body><p>{{ shop.name }}</p></body>",
      "email.txt": "Until {{ offer.expires }}",
    };
    expect(render({ parts })).toEqual({
      kind: "rendered",
      message: {
        channel: "email",
        id: "aaaaaaaaaaaaaaaa-m1",
        to: "ann@example.com",
        from: "Nestory <hello@example.com>",
        replyTo: "service@example.com",
        subject: "Ann, AB12",
        html:
          '<body><p>Nestory &amp; Co</p><p style="font-size:12px">' +
          '<a ses:no-track href="https://shop.example.com/opt-out?t=abc&amp;s=1">Unsubscribe</a></p>\n</body>',
        text: `Until 2026-01-12 09:30\n\nUnsubscribe: ${optOutUrl}\n`,
        optOutUrl,
      },
    });
  });

  it("escapes values in HTML, and in HTML only", () => {
    const attributes = { firstName: `<img src=x onerror="a('b')">&` };
    const parts = {
      "subject.txt": "{{ customer.firstName }}",
      "email.html": "{{ customer.firstName }}",
    };
    expect(render({ parts, attributes, purpose: "order-update" })).toMatchObject({
      message: {
        subject: attributes.firstName,
        html: "&lt;img src=x onerror=&#34;a(&#39;b&#39;)&#34;&gt;&amp;",
      },
    });
  });

  it("lets no value put a line break or another header into the subject", () => {
    const attributes = { firstName: "Ann\r\nBcc: all@example.com\u2028\u0000x" };
    const parts = { "subject.txt": "Hi {{ customer.firstName }}", "email.txt": "x" };
    expect(render({ parts, attributes })).toMatchObject({
      message: { subject: "Hi Ann Bcc: all@example.com x" },
    });
  });

  it.each<[string, Case["attributes"] | undefined]>([
    ["is not there", {}],
    ["is empty", { firstName: "" }],
    ["is blank", { firstName: "  " }],
  ])("is incomplete when a value %s", (_what, attributes) => {
    expect(text("Hello {{ customer.firstName }}", { attributes: attributes ?? {} })).toEqual({
      kind: "incomplete",
      reason: "no value for customer.firstName",
    });
  });

  it("uses a stated default, that of the template or that on the spot", () => {
    expect(text("Hello {{ customer.nickname }}")).toBe("Hello friend");
    expect(text("Hello {{ customer.nickname }}", { attributes: { nickname: "Al" } })).toBe(
      "Hello Al",
    );
    expect(text('Hello {{ customer.firstName | default: "you" }}', { attributes: {} })).toBe(
      "Hello you",
    );
    expect(text("Hello{{ customer.note }}!")).toBe("Hello!");
  });

  it("may ask whether a value is there", () => {
    const source =
      "{% if customer.firstName %}Dear {{ customer.firstName }}{% else %}Dear you{% endif %}";
    expect(text(source)).toBe("Dear Ann");
    expect(text(source, { attributes: {} })).toBe("Dear you");
  });

  it("never prints what stands in a prototype", () => {
    expect(text("{{ customer.firstName.constructor }}")).toEqual({
      kind: "incomplete",
      reason: "no value for customer.firstName.constructor",
    });
  });

  it("sees only what is declared", () => {
    const attributes = { firstName: "Ann", secret: "s3cret" };
    expect(text("{{ customer.secret }}", { attributes })).toMatchObject({ kind: "incomplete" });
  });

  it("holds nothing of an offer that was not issued", () => {
    const parts = { ...mail, "email.html": "{{ offer.code }}" };
    const rendered = render({ parts });
    expect(rendered).toMatchObject({ kind: "rendered" });
    const value = "{{ offer.value }}";
    expect(render({ parts: { ...mail, "email.html": value } })).toEqual({
      kind: "unsendable",
      reason: "no value for offer.value",
    });
  });

  it("prints numbers and lists plainly", () => {
    expect(text("{{ event.total }} {{ event.items }} {{ event.items[0] }}")).toBe(
      "1234.5 tea, cup tea",
    );
    expect(text("{{ 0.1 | plus: 0.2 }} {{ 3 | divided_by: 0.0000001 }}")).toBe("0.3 30000000.0");
    expect(text("{{ event.total }}", { trigger: { total: 1e21 } })).toBe("1000000000000000000000");
    expect(text("{{ event.total }}", { trigger: { total: 1e-7 } })).toBe("0.0000001");
  });
});

describe("the language of a message", () => {
  const parts = {
    "subject.txt": "default",
    "subject.en.txt": "en",
    "subject.zh-CN.txt": "zh-CN",
    "subject.zh.txt": "zh",
    "email.txt": "x",
  };
  it.each([
    ["zh-CN", "zh-CN"],
    ["zh_CN", "zh-CN"],
    ["zh-cn", "zh-CN"],
    ["zh-TW", "zh"],
    ["fr-FR", "en"],
    [undefined, "en"],
  ])("of %s is %s", (locale, subject) => {
    expect(render({ parts, ...(locale && { locale }) })).toMatchObject({ message: { subject } });
  });

  it("is that of no suffix where there is no other", () => {
    const plain = { "subject.txt": "default", "subject.zh.txt": "zh", "email.txt": "x" };
    expect(render({ parts: plain, locale: "fr" })).toMatchObject({
      message: { subject: "default" },
    });
  });

  it("is that of the opt-out's word too", () => {
    expect(render({ parts: mail, locale: "zh-CN" })).toMatchObject({
      message: { html: expect.stringContaining(">退订</a>") as string },
    });
  });
});

describe("the way out", () => {
  it("is not added to a mail that has it", () => {
    const parts = {
      "subject.txt": "Hi",
      "email.html": '<a href="{{ unsubscribeUrl }}">no more</a>',
      "email.txt": "No more: {{ unsubscribeUrl }}",
    };
    expect(render({ parts })).toMatchObject({
      message: {
        html: '<a ses:no-track href="https://shop.example.com/opt-out?t=abc&amp;s=1">no more</a>',
        text: `No more: ${optOutUrl}`,
      },
    });
  });

  it.each([
    ["other links stay as they are", '<a href="https://shop.example.com/x">x</a>', 0],
    ["a link by another word", '<a class="x" href="{{ unsubscribeUrl }}">bye</a>', 1],
    ["in capitals and over lines", "<A\n  HREF='{{ unsubscribeUrl }}'>bye</A>", 1],
    ["behind a value with a >", '<a title="a > b" href="{{ unsubscribeUrl }}">bye</a>', 1],
    ["marked by hand", '<a ses:no-track href="{{ unsubscribeUrl }}">bye</a>', 1],
    ["each of two", '<a href="{{ unsubscribeUrl }}">1</a><a href="{{ unsubscribeUrl }}">2</a>', 2],
    ["an element that only begins so", '<abbr title="{{ unsubscribeUrl }}">no</abbr>', 0],
  ])("is not tracked by SES: %s", (_what, html, marked) => {
    const parts = { ...mail, "email.html": `<p>{{ unsubscribeUrl }}</p>${html}` };
    const rendered = render({ parts });
    const made = JSON.stringify(rendered);
    expect(made.split("ses:no-track").length - 1).toBe(marked);
    expect(made).not.toMatch(/ses:no-track[^>]*ses:no-track/);
  });

  it("is added to a mail that has it in a comment only, and not into a comment", () => {
    const comment = "<!-- {{ unsubscribeUrl }} </body> -->";
    const parts = { ...mail, "email.html": `<body>Hi${comment}</body>` };
    expect(render({ parts })).toMatchObject({
      message: { html: expect.stringMatching(/--><p [^>]*><a .*<\/p>\n<\/body>$/) as string },
    });
  });

  it("is added to a mail that has it only in a branch not taken", () => {
    const parts = {
      ...mail,
      "email.html": "Hi{% if customer.note == 'x' %}{{ unsubscribeUrl }}{% endif %}",
    };
    expect(render({ parts })).toMatchObject({
      message: { html: expect.stringContaining("Unsubscribe") as string },
    });
  });

  it("is in no order update", () => {
    const rendered = render({ parts: mail, purpose: "order-update" });
    expect(rendered).toMatchObject({ message: { html: "<p>Hi</p>" } });
    expect(rendered).not.toHaveProperty("message.optOutUrl");
  });

  it("is never left out for want of a link", () => {
    expect(render({ parts: mail, optOutUrl: undefined })).toEqual({
      kind: "incomplete",
      reason: "no opt-out link could be made",
    });
  });

  it("ends a marketing SMS, once", () => {
    const sms = (source: string, purpose = "winback") =>
      render({ parts: { "sms.txt": source }, channel: "sms", purpose });
    expect(sms("Hi {{ customer.firstName }}\n")).toEqual({
      kind: "rendered",
      message: {
        channel: "sms",
        id: "aaaaaaaaaaaaaaaa-m1",
        to: "ann@example.com",
        text: "Hi Ann 拒收请回复R",
        senderId: "Nestory",
        transactional: false,
      },
    });
    expect(sms("Hi,拒收请回复R 谢谢")).toMatchObject({ message: { text: "Hi,拒收请回复R 谢谢" } });
    expect(sms("Shipped", "order-update")).toMatchObject({
      message: { text: "Shipped", transactional: true },
    });
  });

  it("is owed by the settings", () => {
    const parts = { "sms.txt": "Hi" };
    const bare: Settings = { ...settings, senders: {} };
    expect(render({ parts, channel: "sms", settings: bare })).toMatchObject({ kind: "incomplete" });
    expect(render({ parts: mail, settings: bare })).toMatchObject({ kind: "incomplete" });
  });
});

describe("a push message", () => {
  const push = (source: object, more: Partial<Case> = {}) =>
    render({ parts: { "push.json": JSON.stringify(source) }, channel: "push", ...more });

  it("is JSON before its texts are filled, so no value can break it", () => {
    const attributes = { firstName: 'A"n}n\\' };
    const source = {
      title: "Hi {{ customer.firstName }}",
      body: "{{ offer.code }}",
      link: "app://x",
      badge: 1,
    };
    expect(push(source, { attributes })).toEqual({
      kind: "rendered",
      message: {
        channel: "push",
        id: "aaaaaaaaaaaaaaaa-m1",
        to: "ann@example.com",
        title: 'Hi A"n}n\\',
        body: "AB12",
        data: { link: "app://x", badge: "1" },
      },
    });
  });

  it("is incomplete without a title, a body or a value", () => {
    expect(push({ title: " {{ customer.note }}", body: "x" })).toEqual({
      kind: "incomplete",
      reason: "the title or body of push.json came out empty",
    });
    expect(push({ title: "x", body: "{{ customer.firstName }}" }, { attributes: {} })).toEqual({
      kind: "incomplete",
      reason: "no value for customer.firstName",
    });
  });
});

describe("what can't be sent", () => {
  it.each<[string, Case, string]>([
    ["no part of the channel", { parts: mail, channel: "sms" }, "template hello has no sms.txt"],
    ["no push", { parts: mail, channel: "push" }, "template hello has no push.json"],
    ["no subject", { parts: { "email.txt": "x" } }, "template hello has no subject.txt"],
    ["no body", { parts: { "subject.txt": "x" } }, "template hello has no email.html"],
    [
      "an empty subject",
      { parts: { ...mail, "subject.txt": "{{ customer.note }}" } },
      "subject.txt came out empty",
    ],
    [
      "a subject of nothing visible",
      { parts: { ...mail, "subject.txt": "\u0000" } },
      "subject.txt came out empty",
    ],
    [
      "an empty body",
      { parts: { ...mail, "email.html": " {{ customer.note }} " } },
      "email.html came out empty",
    ],
    [
      "a text without end",
      {
        parts: {
          ...mail,
          "email.html":
            "{% for i in (1..900) %}{% for j in (1..900) %}{% for k in (1..900) %}x{% endfor %}{% endfor %}{% endfor %}",
        },
      },
      "the text is too long",
    ],
  ])("is said: %s", (_what, given, reason) => {
    expect(render(given)).toEqual({ kind: "incomplete", reason });
  });

  it.each<[string, Case, string]>([
    [
      "an SMS of more characters than AWS takes",
      { parts: { "sms.txt": "字".repeat(630) }, channel: "sms" },
      "the SMS has 637 characters, some of them outside GSM-7; at most 630 such go out",
    ],
    [
      "an SMS of more parts than carriers take",
      { parts: { "sms.txt": "a".repeat(1600) }, channel: "sms", purpose: "order-update" },
      "the SMS takes 11 parts; at most 10 go out",
    ],
    [
      "a push message that is larger than platforms take",
      {
        parts: { "push.json": JSON.stringify({ title: "Hi", body: "x".repeat(4100) }) },
        channel: "push",
      },
      "the push message has 4190 bytes; the platforms take at most 4096",
    ],
  ])(
    "is dropped at once where no later look would find it sendable: %s",
    (_what, given, reason) => {
      expect(render(given)).toEqual({ kind: "unsendable", reason });
    },
  );

  it("is a bug when it was never checked", () => {
    expect(() => render({ parts: { ...mail, "email.html": "{{ customer.firstName" } })).toThrow(
      /^hello\/email.html: .* is not closed with }}$/,
    );
  });
});
