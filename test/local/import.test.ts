import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSpill } from "../../src/local/imports/spill.ts";
import { say } from "./say.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function lines(name: string): Record<string, unknown>[] {
  const text = readFileSync(join(folder, name), "utf8");
  const all = text.split("\n").filter((line) => line !== "");
  return all.map((line) => JSON.parse(line)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const jsonLines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

const phone = {
  Id: "e-2",
  ChannelType: "SMS",
  Address: "+12065550100",
  OptOut: "ALL",
  EffectiveDate: "2025-02-01T00:00:00.000Z",
  User: { UserId: "u-1" },
};
const mail = {
  Id: "e-1",
  ChannelType: "EMAIL",
  Address: "mei@shop.example",
  OptOut: "NONE",
  EndpointStatus: "ACTIVE",
  EffectiveDate: "2025-03-01T00:00:00.000Z",
  Attributes: { interests: ["tea", "silk"] },
  Demographic: { Timezone: "Asia/Shanghai", Locale: "zh_CN" },
  User: { UserId: "u-1", UserAttributes: { firstName: ["Mei"] } },
};
const csv = `ChannelType,Address,User.UserId,Attributes.interests,Attributes.interests
EMAIL,bo@shop.example,u-2,books,
EMAIL,guest@shop.example,,tea,books
`;

describe("import --from pinpoint-endpoints", () => {
  test("packed JSON Lines and CSV together become customers, a line each", async () => {
    const first = write("part-0000.gz", gzipSync(jsonLines(phone)));
    const files = [first, write("part-0001", jsonLines(mail)), write("more.csv", csv)].join(" ");
    const out = join(folder, "customers.jsonl");
    const said = await say(`import --from pinpoint-endpoints ${files} --out ${out}`);
    expect(said.code).toBe(0);
    expect(said.out).toContain("4 rows of 3 files: 3 customers");
    expect(lines("customers.jsonl")).toEqual([
      {
        id: "guest@shop.example",
        attributes: { interests: ["tea", "books"] },
        addresses: { email: ["guest@shop.example"] },
      },
      {
        id: "u-1",
        attributes: { interests: ["tea", "silk"], firstName: "Mei" },
        addresses: { email: ["mei@shop.example"], sms: ["+12065550100"] },
        consents: {
          "sms:*": {
            given: false,
            at: "2025-02-01T00:00:00Z",
            source: "opt-out list",
            text: "Pinpoint OptOut ALL",
          },
        },
        zone: "Asia/Shanghai",
        locale: "zh-CN",
      },
      {
        id: "u-2",
        attributes: { interests: "books" },
        addresses: { email: ["bo@shop.example"] },
      },
    ]);
  });

  test("what it writes is what run --customers reads: the opted-out get nothing", async () => {
    const no = {
      ...mail,
      Id: "e-3",
      OptOut: "ALL",
      Address: "no@shop.example",
      User: { UserId: "u-9" },
    };
    const file = write("export.jsonl", jsonLines(mail, phone, no));
    const out = join(folder, "customers.jsonl");
    const scopes = "--consent email:cart --consent sms:cart";
    await say(`import --from pinpoint-endpoints ${file} ${scopes} --out ${out}`);
    const order = (customer: string) => ({
      id: `cart-${customer}`,
      type: "cart.updated",
      at: "2026-03-02T03:00:00Z",
      customer,
      properties: { cartId: customer, items: 2, total: 99 },
    });
    const events = write("events.jsonl", jsonLines(order("u-1"), order("u-9")));
    const where = join(folder, "run");
    const said = await say(
      `run --journeys examples --events ${events} --customers ${out} --to 2026-03-09 --out ${where}`,
    );
    expect(said.code).toBe(0);
    const sent = readdirSync(join(where, "outbox"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".eml"))
      .map((name) => readFileSync(join(where, "outbox", name), "utf8"));
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.every((text) => text.includes("mei@shop.example"))).toBe(true);
  });

  test("bad rows are told by file, line and reason while the rest goes on", async () => {
    const bad = `${JSON.stringify(mail)}\nnot json\n\n${jsonLines({ ...phone, OptOut: "maybe" })}`;
    const file = write("export.jsonl", bad);
    const table = write("more.csv", `${csv}EMAIL,short@shop.example\n`);
    const out = join(folder, "customers.jsonl");
    const said = await say(`import --from pinpoint-endpoints ${file} ${table} --out ${out}`);
    expect(said.code).toBe(1);
    expect(said.out).toContain('OptOut: found "maybe"; wanted ALL or NONE; taken as ALL (first:');
    expect(lines("customers.jsonl")).toHaveLength(3);
    const rejects = readFileSync(`${out}.rejects`, "utf8").trim().split("\n");
    expect(rejects.map((line) => JSON.parse(line)).map(({ line }) => line)).toEqual([2, 4]);
  });

  test("an opt-out in a row that can't be used is told aloud", async () => {
    const file = write("export.jsonl", jsonLines(mail, { ...phone, ChannelType: "FAX" }));
    const out = join(folder, "customers.jsonl");
    const said = await say(`import --from pinpoint-endpoints ${file} --out ${out}`);
    expect(said.code).toBe(1);
    expect(said.out).toContain("1 × a row that can't be used though it says ALL");
    expect(said.out).toContain(`${file} line 2`);
  });

  test("a dry run counts what maps and what does not, with the reason, and writes nothing", async () => {
    const token = { ...mail, Id: "e-4", ChannelType: "APNS", Address: "0a1b" };
    const voice = { ...mail, Id: "e-5", ChannelType: "VOICE", Address: "+12065550100" };
    const file = write("export.jsonl", jsonLines(mail, phone, token, voice));
    const out = join(folder, "customers.jsonl");
    const before = readdirSync(folder);
    const said = await say(`import --from pinpoint-endpoints ${file} --out ${out} --dry-run`);
    expect(said.code).toBe(0);
    expect(said.out).toContain("4 rows of 1 file: 1 customer\n");
    expect(said.out).toContain("1 refusals of sms:* (Pinpoint OptOut ALL)");
    expect(said.out).toContain("1 × APNS: a push token");
    expect(said.out).toContain("1 × VOICE: there is no such channel here");
    expect(said.out).toContain("Nothing was written");
    expect(readdirSync(folder)).toEqual(before);
  });

  test("--anonymous skip leaves out whom only an address is known of, and says how many", async () => {
    const out = join(folder, "customers.jsonl");
    const table = write("more.csv", csv);
    const said = await say(
      `import --from pinpoint-endpoints ${table} --anonymous skip --out ${out}`,
    );
    expect(lines("customers.jsonl").map(({ id }) => id)).toEqual(["u-2"]);
    expect(said.out).toContain("1 × an endpoint of nobody");
  });

  test("a packed file that is cut off writes nothing, and what was there stays", async () => {
    const whole = gzipSync(jsonLines(mail, phone));
    const file = write("export.gz", whole.subarray(0, whole.length - 12));
    const out = write("customers.jsonl", "as it was\n");
    const said = await say(`import --from pinpoint-endpoints ${file} --out ${out}`);
    expect(said.code).toBe(1);
    expect(said.error).toContain("can't be read to its end");
    expect(readFileSync(out, "utf8")).toBe("as it was\n");
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe("import of lists", () => {
  const people = [
    {
      id: "u-1",
      addresses: { email: ["mei@shop.example"] },
      consents: { "email:*": { given: true } },
    },
    { id: "u-2", addresses: { email: ["bo@shop.example"], sms: ["+12065550100"] } },
    { id: "u-3", addresses: { email: ["cy@shop.example"] } },
  ];
  const suppressions = [
    {
      EmailAddress: "MEI@shop.example",
      Reason: "COMPLAINT",
      LastUpdateTime: "2025-01-02T03:04:05+00:00",
    },
    { EmailAddress: "bo@shop.example", Reason: "BOUNCE", LastUpdateTime: 1735787045.25 },
    {
      EmailAddress: "nobody@shop.example",
      Reason: "BOUNCE",
      LastUpdateTime: "2025-01-02T03:04:05Z",
    },
  ];

  test("the answer of list-suppressed-destinations refuses or leaves out; the rest stays, in place", async () => {
    const answer = JSON.stringify({ SuppressedDestinationSummaries: suppressions }, null, 4);
    const out = write("customers.jsonl", jsonLines(...people));
    const list = write("suppressed.json", answer);
    const said = await say(
      `import --from ses-suppressions ${list} --customers ${out} --out ${out}`,
    );
    expect(said.code).toBe(0);
    expect(said.out).toContain("3 listed, 2 of them known: 3 customers");
    const [mei, bo, cy] = lines("customers.jsonl");
    expect(mei?.["consents"]).toMatchObject({
      "email:*": { given: false, at: "2025-01-02T03:04:05Z", source: "opt-out list" },
    });
    expect(bo?.["addresses"]).toEqual({ sms: ["+12065550100"] });
    expect(cy).toEqual(people[2]);
  });

  test.each([
    [
      "the answer of describe-opted-out-numbers",
      JSON.stringify({
        OptOutListName: "Default",
        OptedOutNumbers: [
          {
            OptedOutNumber: "+12065550100",
            OptedOutTimestamp: "2025-01-02T03:04:05Z",
            EndUserOptedOut: true,
          },
        ],
      }),
    ],
    [
      "the answer of list-phone-numbers-opted-out",
      JSON.stringify({ phoneNumbers: ["+12065550100"] }),
    ],
    ["JSON Lines", '{"OptedOutNumber":"+12065550100"}\n{"OptedOutNumber":"+12065550101"}\n'],
    ["CSV with names", "OptedOutNumber,OptedOutTimestamp\n+12065550100,2025-01-02T03:04:05Z\n"],
    ["a number per line", "+12065550100\r\n+12065550101\r\n"],
  ])("SMS opt-outs are read from %s", async (_, text) => {
    const known = write("people.jsonl", jsonLines(...people));
    const out = join(folder, "customers.jsonl");
    const list = write("stopped.txt", text);
    const said = await say(`import --from sms-opt-outs ${list} --customers ${known} --out ${out}`);
    expect(said.code).toBe(0);
    const refused = lines("customers.jsonl").filter(({ consents }) =>
      Object.hasOwn(consents ?? {}, "sms:*"),
    );
    expect(refused.map(({ id }) => id)).toEqual(["u-2"]);
  });

  test("without customers, an address is a customer who refused", async () => {
    const out = join(folder, "customers.jsonl");
    const list = write("stopped.txt", "+12065550100\n12345\n");
    const said = await say(`import --from sms-opt-outs ${list} --out ${out}`);
    expect(said.code).toBe(1);
    expect(lines("customers.jsonl")).toEqual([
      {
        id: "+12065550100",
        addresses: { sms: ["+12065550100"] },
        consents: { "sms:*": { given: false, source: "opt-out list", text: "SMS opt-out list" } },
      },
    ]);
    expect(said.out).toContain(`${list} line 2`);
  });

  test("a consent cannot come with a list, nor customers with endpoints", async () => {
    const list = write("stopped.txt", "+12065550100\n");
    expect((await say(`import --from sms-opt-outs ${list} --consent sms:*`)).code).toBe(2);
    expect((await say(`import --from pinpoint-endpoints ${list} --customers ${list}`)).code).toBe(
      2,
    );
  });
});

const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("sojourn-import-"));

test("what is spilled comes back whole, each key together and in order, and leaves no file", () => {
  const before = new Set(folders());
  const spill = createSpill();
  const keys = Array.from({ length: 500 }, (_, n) => `user\t${n}\n"é"`);
  const text = "x".repeat(700);
  for (let turn = 0; turn < 3; turn++) for (const key of keys) spill.add(key, `${turn}\t${text}`);
  const back = new Map([...spill.read()].flatMap((group) => [...group]));
  expect([...back.keys()].toSorted()).toEqual(keys.toSorted());
  for (const texts of back.values()) expect(texts).toEqual([0, 1, 2].map((n) => `${n}\t${text}`));
  spill.remove();
  expect(folders().filter((name) => !before.has(name))).toEqual([]);
});
