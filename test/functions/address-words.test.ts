import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHandler as createImport } from "../../functions/import.ts";
import { operationalError } from "../../src/core/errors.ts";
import { importPaths } from "../../src/core/imports/import-paths.ts";
import { type RowKind, writeImportLine } from "../../src/core/imports/parse-import-line.ts";
import type { Ports } from "../../src/core/ports.ts";
import { DAY, formatInstant, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { busEvent, context, queueBatch } from "./given.ts";
import { createMailboxStack, start } from "./mailbox-stack.ts";
import { captureOutput } from "./output.ts";

const mailbox = "house@example.com";
const mayWrite = { "email:*": true };
const proof = { given: true, source: "preference-center", text: "v3" };
const stamp = expect.any(Number);

beforeEach(() => {
  captureOutput();
});
afterEach(() => vi.restoreAllMocks());

/** Ada and Bob read one mailbox; what is said of it reaches it by every way that there is. */
async function household(change: Parameters<typeof createMailboxStack>[0] = {}) {
  const stack = createMailboxStack(change);
  const { ports } = stack;
  const files = new Map<string, string>();
  const importFiles: Ports["files"] = {
    read: async (path) => files.get(path),
    write: async (path, text) => void files.set(path, text),
  };
  const handler = createImport({ ...ports, importFiles });
  let imports = 0;

  /** Loads lines of a file, as the deployed function does. @param again the same part once more */
  async function imported(rows: RowKind, ...lines: readonly object[]): Promise<void> {
    imports += 1;
    const id = `i${imports}`;
    const numbered = lines.map((line, index) => writeImportLine(index + 1, JSON.stringify(line)));
    files.set(importPaths(id).part(1), numbered.join("\n"));
    const asOf = stack.agenda.clock.now();
    await handler({ do: "part", id, rows, asOf, part: 1 }, context());
  }

  await stack.knows("ada", { addresses: { email: [mailbox] }, consents: mayWrite });
  await stack.knows("bob", { addresses: { email: [mailbox.toUpperCase()] }, consents: mayWrite });
  const care = async () => (await stack.asks("bob", "care"))?.state;
  return { ...stack, imported, care };
}

type House = Awaited<ReturnType<typeof household>>;
const ago = (house: House, ms: number) => formatInstant(house.agenda.clock.now() - ms);
const refuses = (source?: string) => ({ given: false, ...(source !== undefined && { source }) });

describe("a refusal marks the address, whoever writes it:", () => {
  it.each<[who: string, say: (house: House) => Promise<unknown>, marks: object]>([
    [
      "the link in a message",
      async (house) => house.optsOut("ada", (await house.asks("ada", "care"))?.id ?? "", "care"),
      { optOuts: { care: stamp } },
    ],
    [
      "an event from the preference centre",
      (house) => house.knows("ada", { consents: { "email:care": refuses("preference-center") } }),
      { optOuts: { care: stamp } },
    ],
    [
      "an event from the preference centre, of every purpose",
      (house) => house.knows("ada", { consents: { "email:*": refuses("preference-center") } }),
      { optOuts: { "*": stamp } },
    ],
    [
      "a line of a customers file",
      (house) =>
        house.imported("customers", {
          id: "ada",
          at: ago(house, DAY),
          consents: { "email:care": refuses("opt-out link") },
        }),
      { optOuts: { care: start - DAY + 2 * MINUTE } },
    ],
    [
      "a line of a customers file that brings the address",
      (house) =>
        house.imported("customers", {
          id: "eve",
          addresses: { email: [mailbox] },
          consents: { "email:*": refuses("opt-out list") },
        }),
      { optOuts: { "*": stamp } },
    ],
    [
      "a past event of a file",
      (house) =>
        house.imported("events", {
          id: "old-1",
          type: "customer.opted-out",
          at: ago(house, DAY),
          customer: { id: "ada", consents: { "email:care": refuses("opt-out link") } },
          properties: { channel: "email", purpose: "care", message: "of another system" },
        }),
      { optOuts: { care: start - DAY + 2 * MINUTE } },
    ],
    [
      "a complaint",
      async (house) => house.says("Complaint", (await house.asks("ada", "care"))?.id ?? ""),
      { whole: { complained: stamp } },
    ],
  ])("%s", async (_who, say, marks) => {
    const house = await household();
    await say(house);
    expect(await house.marksOf(mailbox)).toEqual(marks);
    expect(await house.care()).toBe("suppressed");
  });

  it.each<[what: string, say: (house: House) => Promise<unknown>]>([
    [
      "a profile sync",
      (house) => house.knows("ada", { consents: { "email:care": false, "email:*": false } }),
    ],
    [
      "a shop's own form",
      (house) => house.knows("ada", { consents: { "email:care": refuses("checkout") } }),
    ],
    [
      "an import that says no source",
      (house) => house.imported("customers", { id: "ada", consents: { "email:*": refuses() } }),
    ],
    [
      "an import's own source",
      (house) =>
        house.imported("customers", { id: "ada", consents: { "email:*": refuses("imported") } }),
    ],
  ])("what %s says is its customer's alone", async (_what, say) => {
    const house = await household();
    await say(house);
    expect(await house.marksOf(mailbox)).toEqual({});
    expect(await house.care()).toBe("sent");
    expect(await house.asks("ada", "care")).toBeUndefined();
  });

  it("a join says nothing new: the refusal goes with the person, the mark stays where it was", async () => {
    const house = await household();
    await house.knows("visitor", {
      addresses: { email: ["visitor@example.com"] },
      consents: { "email:care": refuses("preference-center") },
    });
    await house.happens("customer.identified", "ada", { anonymous: "visitor" });
    expect((await house.find("ada"))?.consents["email:care"]?.given).toBe(false);
    expect((await house.marksOf("visitor@example.com")).optOuts).toEqual({ care: stamp });
    expect(await house.marksOf(mailbox)).toEqual({});
  });

  it("everything but one purpose spares that purpose, and transactional messages always go", async () => {
    const house = await household();
    const consents = { "email:*": refuses("preference-center"), "email:care": proof };
    await house.knows("ada", { consents });
    expect(await house.marksOf(mailbox)).toMatchObject({ spared: { care: stamp } });
    expect(await house.care()).toBe("sent");
    expect((await house.asks("bob", "winback"))?.state).toBe("suppressed");
    expect((await house.asks("bob", "order-update"))?.state).toBe("sent");
  });
});

describe("a proven consent lifts the mark, whoever writes it:", () => {
  async function refused() {
    const house = await household();
    await house.optsOut("ada", (await house.asks("ada", "care"))?.id ?? "", "care");
    await house.agenda.advanceTo(house.agenda.clock.now() + HOUR);
    return house;
  }

  it.each<[who: string, say: (house: House) => Promise<unknown>, lifts: boolean]>([
    ["an event", (house) => house.knows("bob", { consents: { "email:care": proof } }), true],
    [
      "a line with its time",
      (house) =>
        house.imported("customers", {
          id: "bob",
          at: ago(house, MINUTE),
          consents: { "email:care": proof },
        }),
      true,
    ],
    [
      "a line whose consent has its time",
      (house) =>
        house.imported("customers", {
          id: "bob",
          consents: { "email:care": { ...proof, at: ago(house, MINUTE) } },
        }),
      true,
    ],
    [
      "a line of before the opt-out",
      (house) =>
        house.imported("customers", {
          id: "bob",
          at: ago(house, DAY),
          consents: { "email:care": proof },
        }),
      false,
    ],
    [
      "a line without any time: it counts as of the upload, which proves nothing",
      (house) => house.imported("customers", { id: "bob", consents: { "email:care": proof } }),
      false,
    ],
    [
      "a line with an import's own source",
      (house) =>
        house.imported("customers", {
          id: "bob",
          at: ago(house, MINUTE),
          consents: { "email:care": { ...proof, source: "imported" } },
        }),
      false,
    ],
    [
      "a past event",
      (house) =>
        house.imported("events", {
          id: "old-2",
          type: "newsletter.confirmed",
          at: ago(house, MINUTE),
          customer: {
            id: "bob",
            consents: { "email:care": { ...proof, source: "double-opt-in" } },
          },
        }),
      true,
    ],
  ])("%s", async (_who, say, lifts) => {
    const house = await refused();
    await say(house);
    expect((await house.marksOf(mailbox)).grants).toEqual(lifts ? { care: stamp } : undefined);
    expect(await house.care()).toBe(lifts ? "sent" : "suppressed");
  });
});

describe("an import that breaks off", () => {
  it.each(["note", "commit"])("at its %s never leaves the refusal without the mark", async (at) => {
    let broken = false;
    const fail = (which: string) => {
      if (!broken || which !== at) return;
      broken = false;
      throw operationalError("StoreUnavailable", "away");
    };
    const wrap = (ports: Ports): Ports => ({
      ...ports,
      addresses: {
        ...ports.addresses,
        note: async (address, news) => {
          fail("note");
          return ports.addresses.note(address, news);
        },
      },
      customers: {
        ...ports.customers,
        commit: async (before, after) => {
          fail("commit");
          return ports.customers.commit(before, after);
        },
      },
    });
    const house = await household({ wrap });
    const line = { id: "ada", consents: { "email:care": refuses("opt-out link") } };
    broken = true;
    await expect(house.imported("customers", line)).rejects.toThrow("away");
    expect((await house.find("ada"))?.consents["email:care"]).toBeUndefined();
    const isMarked = (await house.marksOf(mailbox)).optOuts !== undefined;
    expect(isMarked).toBe(at === "commit");
    await house.imported("customers", line);
    expect((await house.find("ada"))?.consents["email:care"]?.given).toBe(false);
    expect((await house.marksOf(mailbox)).optOuts).toEqual({ care: stamp });
  });
});

describe("an opt-out whose clock is ahead, delivered twice", () => {
  it("is the same event: it marks and refuses once, as of its acceptance", async () => {
    const house = await household();
    const message = (await house.asks("ada", "care"))?.id ?? "";
    const accepted = house.agenda.clock.now();
    const profile = { consents: { "email:care": refuses("opt-out link") } };
    const event = busEvent("customer.opted-out", {
      id: "twice",
      at: formatInstant(accepted + 8 * MINUTE),
      customer: { id: "ada", ...profile },
      properties: { message, channel: "email", purpose: "care" },
    });
    const take = () => house.handlers.intake(queueBatch(event), context());
    await take();
    expect((await house.marksOf(mailbox)).optOuts).toEqual({ care: accepted });
    // A minute later she consents again, by a clock that is right.
    await house.agenda.advanceTo(accepted + MINUTE);
    await house.knows("ada", { consents: { "email:care": proof } });
    await house.agenda.advanceTo(accepted + 20 * MINUTE);
    await take();
    expect((await house.marksOf(mailbox)).optOuts).toEqual({ care: accepted });
    expect((await house.find("ada"))?.consents["email:care"]?.given).toBe(true);
    expect(await house.care()).toBe("sent");
    const records = [...house.kept.events.values()].filter(({ id }) => id === "twice");
    expect(records).toHaveLength(1);
  });

  it("counts once also where both deliveries are of one batch", async () => {
    const house = await household();
    const event = busEvent("customer.updated", {
      id: "twice",
      customer: { id: "ada", consents: { "email:care": refuses("preference-center") } },
    });
    await house.handlers.intake(queueBatch(event, event), context());
    expect((await house.marksOf(mailbox)).optOuts).toEqual({ care: stamp });
  });
});

describe("a phone number without its country code", () => {
  const written = "138 0013 8000";
  const sms = (normal: string) => ({ channel: "sms", normal }) as const;
  const stop = { "sms:*": refuses("opt-out list") };

  it.each<[what: string, learn: (house: House) => Promise<unknown>]>([
    ["an event says", (house) => house.knows("cy", { country: "CN" })],
    ["an import says", (house) => house.imported("customers", { id: "cy", country: "CN" })],
    [
      "a join brings",
      async (house) => {
        await house.knows("zoe", { country: "CN" });
        await house.happens("customer.identified", "zoe", { anonymous: "cy" });
      },
    ],
  ])("keeps its mark when the country is known that %s", async (_what, learn) => {
    const house = await household();
    await house.knows("cy", { addresses: { sms: [written] }, consents: stop });
    expect(await house.ports.addresses.marksOf(sms("13800138000"))).toEqual({
      optOuts: { "*": stamp },
    });
    await learn(house);
    expect(await house.ports.addresses.marksOf(sms("+8613800138000"))).toEqual({
      optOuts: { "*": stamp },
    });
    // Whoever has the number in full rests as well.
    const full = { addresses: { sms: ["+86 138 0013 8000"] }, consents: { "sms:*": true } };
    await house.knows("dan", full);
    await house.asks("dan", "winback");
    await house.agenda.advanceTo(house.agenda.clock.now() + DAY);
    expect(
      [...house.kept.messages.values()].find(({ channel }) => channel === "sms"),
    ).toMatchObject({ state: "suppressed", reason: { code: "address-opted-out" } });
  });
});

describe("a line of a customers file whose time can't be used keeps what it refuses:", () => {
  it.each([
    [{ at: null }],
    [{ at: "2026-01-04 10:00" }],
    [{ at: "yesterday" }],
    [{ at: "2999-01-04T10:00:00Z" }],
  ])("%j", async (time) => {
    const house = await household();
    await house.imported("customers", { id: "bob", ...time, consents: { "email:*": false } });
    expect(await house.care()).toBeUndefined();
    expect((await house.find("bob"))?.consents["email:*"]?.given).toBe(false);
  });

  it("and nothing else of it", async () => {
    const house = await household();
    const line = { id: "eve", at: "yesterday", consents: { "email:*": true, "sms:*": false } };
    await house.imported("customers", { ...line, attributes: { tier: "gold" } });
    const eve = await house.find("eve");
    expect(eve?.attributes).toEqual({});
    expect(Object.keys(eve?.consents ?? {})).toEqual(["sms:*"]);
  });
});

describe("a mark stands, whatever is said beside it:", () => {
  const all = refuses("preference-center");
  const confirmed = { given: true, source: "double-opt-in", text: "v3" };
  const later = (house: House) => house.agenda.advanceTo(house.agenda.clock.now() + HOUR);

  it.each(["ada", "bob"])("a later refusal of all but one purpose, by %s", async (who) => {
    const house = await household();
    await house.knows("ada", { consents: { "email:*": all } });
    await later(house);
    await house.knows(who, { consents: { "email:*": all, "email:care": true } });
    expect(await house.care()).not.toBe("sent");
  });

  it.each([
    ["addresses", ["ada@münchen"]],
    ["addresses", "none"],
    ["addAddresses", ["new@example.com", "bad"]],
  ])("a double opt-in beside an address that can't be read (%s: %s)", async (field, list) => {
    const house = await household();
    await house.optsOut("ada", (await house.asks("ada", "care"))?.id ?? "", "care");
    await later(house);
    await house.knows("ada", { [field]: { email: list }, consents: { "email:care": confirmed } });
    expect((await house.marksOf(mailbox)).grants).toBeUndefined();
  });

  it("a double opt-in of another address, when an older event that names this one comes late", async () => {
    const house = await household();
    const begun = house.agenda.clock.now();
    await house.knows("ada", { addresses: { email: ["ada@example.com", mailbox] } });
    await house.optsOut("bob", (await house.asks("bob", "care"))?.id ?? "", "care");
    await later(house);
    const own = { addAddresses: { email: ["ada@example.com"] } };
    await house.knows("ada", { ...own, consents: { "email:care": confirmed } });
    const both = { addAddresses: { email: [mailbox] }, consents: { "email:care": proof } };
    await house.happens("customer.updated", { id: "ada", ...both }, {}, begun);
    expect((await house.marksOf(mailbox)).grants).toBeUndefined();
  });

  it.each([
    [{ "Email news": false, "email:*": all }],
    [{ "email:*": all, "Email news": false }],
    [{ "email:*": { ...all, at: "2026-01-01T00:00:00Z" }, "Email news": false }],
  ])("a refusal that can't be read beside one of all: %j", async (consents) => {
    const house = await household();
    await house.knows("ada", { consents });
    expect(await house.care()).toBe("suppressed");
  });

  it("words beside those of a followed link", async () => {
    const house = await household();
    const who = { id: "ada", consents: { "email:*": all } };
    await house.happens("customer.opted-out", who, { channel: "email", purpose: "winback" });
    expect(await house.care()).toBe("suppressed");
  });

  it("a refusal that arrives before the event that says the address", async () => {
    const house = await household();
    const begun = house.agenda.clock.now();
    await later(house);
    await house.knows("eve", { consents: { "email:*": all } });
    expect(await house.care()).toBe("sent");
    await house.happens(
      "customer.updated",
      { id: "eve", addresses: { email: [mailbox] } },
      {},
      begun,
    );
    expect(await house.care()).toBe("suppressed");
    // An address that came after the refusal is none that it spoke of.
    await house.knows("eve", { addAddresses: { email: ["new@example.com"] } });
    expect(await house.marksOf("new@example.com")).toEqual({});
  });

  it("a number without a country code that was taken off the list when the country came", async () => {
    const house = await household();
    const written = "138 0013 8000";
    await house.knows("cy", { addresses: { sms: [written] }, consents: { "sms:*": all } });
    await house.knows("cy", { removeAddresses: { sms: [written] } });
    await house.knows("cy", { country: "CN" });
    const name = { channel: "sms", normal: "+8613800138000" } as const;
    expect(await house.ports.addresses.marksOf(name)).toEqual({ optOuts: { "*": stamp } });
  });
});
