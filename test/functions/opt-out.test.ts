import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHandler } from "../../functions/opt-out.ts";
import { customerKeyOf } from "../../src/core/customers/customer.ts";
import { operationalError } from "../../src/core/errors.ts";
import { at } from "../core/given.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createLocalStack } from "./local-stack.ts";
import { captureOutput } from "./output.ts";
import { published } from "./published.ts";

const start = at("01-05 12:00");
const message = "k234567890123456-abcdefghijklm";

interface Request {
  readonly method?: string;
  readonly query?: string;
  readonly language?: string;
  readonly body?: string;
  readonly type?: string;
}

/** A request of a function URL, payload format 2.0. */
function request({ method = "GET", query = "", language, body, type }: Request) {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/",
    rawQueryString: query,
    headers: {
      host: "abcdefgh.lambda-url.eu-central-1.on.aws",
      "user-agent": "Mozilla/5.0",
      ...(language === undefined ? {} : { "accept-language": language }),
      ...(type === undefined ? {} : { "content-type": type }),
    },
    requestContext: {
      accountId: "anonymous",
      apiId: "abcdefgh",
      domainName: "abcdefgh.lambda-url.eu-central-1.on.aws",
      http: { method, path: "/", protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "M" },
      requestId: "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
      routeKey: "$default",
      stage: "$default",
      time: "05/Jan/2026:12:00:00 +0000",
      timeEpoch: 1767614400000,
    },
    ...(body === undefined ? {} : { body: btoa(body) }),
    isBase64Encoded: body !== undefined,
  };
}

async function page() {
  const stack = createLocalStack({ start, definitions: published({}) });
  const handler = createHandler(stack.ports);
  const ada = {
    id: "顾客 ada/1",
    consents: { "email:care": true, "email:winback": true, "sms:care": true },
  };
  await stack.handlers.intake(
    queueBatch(busEvent("customer.updated", { id: "e1", customer: ada })),
    context(),
  );
  const link = await stack.ports.optOutLinks.linkFor(message, ada.id, "email", "care");
  const query = new URL(link).search.slice(1);
  const consents = async () => {
    await stack.agenda.advanceTo(stack.agenda.clock.now() + 1000);
    const customer = await stack.ports.customers.find(await stack.ports.keys.keyOf(ada.id));
    return Object.entries(customer?.consents ?? {})
      .filter(([, { given }]) => given)
      .map(([scope]) => scope);
  };
  const ask = (more: Request) => handler(request({ query, ...more }), context());
  return { ...stack, ask, consents, customer: ada.id };
}

beforeEach(() => {
  captureOutput();
});
afterEach(() => vi.restoreAllMocks());

describe("the opt-out page", () => {
  it.each(["GET", "HEAD"])("only asks on %s, since scanners follow links", async (method) => {
    const { ask, consents } = await page();
    const answer = await ask({ method });
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(answer.body).toContain('<form method="post">');
    expect(await consents()).toEqual(["email:care", "email:winback", "sms:care"]);
  });

  it.each<[string, Request]>([
    [
      "a mail provider's one click (RFC 8058)",
      { body: "List-Unsubscribe=One-Click", type: "application/x-www-form-urlencoded" },
    ],
    [
      "one click as multipart",
      {
        body: '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--',
        type: "multipart/form-data; boundary=b",
      },
    ],
    ["the page's own form", { body: "", type: "application/x-www-form-urlencoded" }],
  ])("withdraws the one consent on the POST of %s", async (_who, more) => {
    const { ask, consents } = await page();
    const answer = await ask({ method: "POST", ...more });
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(answer.body).toContain("You are unsubscribed");
    expect(await consents()).toEqual(["email:winback", "sms:care"]);
  });

  it("tells the bus who opted out of what, with its proof", async () => {
    const { ask, kept, ports, customer, consents } = await page();
    await ask({ method: "POST" });
    await consents();
    expect([...kept.events.values()].at(-1)).toMatchObject({
      type: "customer.opted-out",
      properties: { message, channel: "email", purpose: "care" },
    });
    const found = await ports.customers.find(await ports.keys.keyOf(customer));
    expect(found?.consents["email:care"]).toEqual({
      given: false,
      at: start,
      source: "opt-out link",
    });
  });

  it("lets who consented again opt out again by the same link", async () => {
    const { ask, consents, agenda, handlers, customer } = await page();
    await ask({ method: "POST" });
    expect(await consents()).not.toContain("email:care");
    await agenda.advanceTo(start + 60_000);
    const source = "preference centre";
    const again = busEvent(
      "customer.updated",
      { id: "e2", customer: { id: customer, consents: { "email:care": { given: true, source } } } },
      "2026-01-05T12:01:00Z",
    );
    await handlers.intake(queueBatch(again), context());
    expect(await consents()).toContain("email:care");
    await ask({ method: "POST" });
    expect(await consents()).not.toContain("email:care");
  });

  it.each([
    ["no token", ""],
    ["nonsense", "t=abc.def"],
    ["another query", "token=x"],
    ["text that is not ASCII", "t=%E9%80%80%E8%AE%A2.%00"],
  ])("answers %s with 400 and does nothing", async (_what, query) => {
    const { ask, consents } = await page();
    for (const method of ["GET", "POST"]) {
      expect(await ask({ method, query })).toMatchObject({ statusCode: 400 });
    }
    expect(await consents()).toHaveLength(3);
  });

  it("takes no token that was changed by a letter", async () => {
    const { ask, consents, ports } = await page();
    const link = await ports.optOutLinks.linkFor(message, "bob", "email", "care");
    const token = new URL(link).searchParams.get("t") ?? "";
    const middle = Math.floor(token.length / 3);
    const letter = token[middle] === "A" ? "B" : "A";
    const forged = `${token.slice(0, middle)}${letter}${token.slice(middle + 1)}`;
    expect(await ask({ method: "POST", query: `t=${forged}` })).toMatchObject({ statusCode: 400 });
    expect(await ask({ method: "POST", query: `t=${token}` })).toMatchObject({ statusCode: 200 });
    expect(await consents()).toHaveLength(3);
  });

  it.each(["PUT", "DELETE", "OPTIONS"])("knows no %s", async (method) => {
    const { ask, consents } = await page();
    expect(await ask({ method })).toMatchObject({
      statusCode: 405,
      headers: { allow: "GET, HEAD, POST" },
    });
    expect(await consents()).toHaveLength(3);
  });

  it("speaks Chinese to who prefers it", async () => {
    const { ask } = await page();
    expect((await ask({ language: "zh-CN,en;q=0.5" })).body).toContain('<html lang="zh-CN">');
    expect((await ask({ language: "de,en;q=0.5" })).body).toContain('<html lang="en">');
  });

  it("shows nothing of the customer, and may load nothing and be framed by nobody", async () => {
    const { ask } = await page();
    for (const method of ["GET", "POST"]) {
      const answer = await ask({ method });
      expect(answer.body).not.toMatch(/ada|care|k234567890123456/);
      expect(answer.headers).toMatchObject({
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": expect.stringMatching(
          /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
        ),
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "strict-transport-security": "max-age=63072000",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
      });
    }
  });

  it("fails loudly when the withdrawal could not be taken, for the alarm and another try", async () => {
    const { ports } = await page();
    const output = captureOutput();
    const link = await ports.optOutLinks.linkFor(message, "ada", "email", "care");
    const bus = {
      async emit() {
        throw operationalError("BusUnavailable", "throttled");
      },
    };
    const handler = createHandler({ ...ports, bus });
    const asked = handler(
      request({ method: "POST", query: new URL(link).search.slice(1) }),
      context(),
    );
    await expect(asked).rejects.toMatchObject({ name: "BusUnavailable" });
    // Whoever gets the alarm can tell whose wish it was, and see to it by hand.
    expect(output.log()).toMatchObject([
      { error: "BusUnavailable", messageId: message, customer: customerKeyOf(message) },
    ]);
    vi.restoreAllMocks();
  });
});
