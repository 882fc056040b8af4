import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { say } from "./say.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer | object): string {
  const path = join(folder, name);
  const isText = typeof content === "string" || Buffer.isBuffer(content);
  writeFileSync(path, isText ? content : JSON.stringify(content));
  return path;
}

function lines(name: string): Record<string, unknown>[] {
  const text = readFileSync(join(folder, name), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Imports one file by a mapping, into `out.jsonl`. */
async function bring(table: string, map: object, more = ""): ReturnType<typeof say> {
  const out = join(folder, "out.jsonl");
  return say(`import ${table} --map ${write("map.json", map)} --out ${out}${more}`);
}

const members = {
  rows: "customers",
  zone: "Asia/Shanghai",
  id: "no",
  at: "changed",
  empty: ["NULL"],
  addresses: { email: "mail", sms: { column: "mobile", wrong: "leave-out" } },
  attributes: {
    tier: { column: "level", words: { "1": "gold", "2": "silver" }, missing: { default: "basic" } },
    birthday: { column: "born", type: "date", format: "d/m/y" },
    spent: { column: "spent", type: "number", decimal: "," },
    vip: { column: "vip", type: "boolean", yes: ["是"], no: ["否"] },
  },
  consents: { "email:*": { column: "mail_ok", given: ["Y"], refused: ["N"], at: "mail_ok_at" } },
  tags: [{ column: "labels", type: "list", separator: ";" }],
  timeZone: "tz",
  locale: "lang",
  country: "land",
  profiling: { column: "profile", refused: ["no"] },
};
const header =
  "no,changed,mail,mobile,level,born,spent,vip,mail_ok,mail_ok_at,labels,tz,lang,land,profile";
const mei =
  '7,2026-03-02 10:00,mei@shop.example,+8613800138000,1,5/3/1990,"1.234,50",是,N,2026/3/1,tea;silk,Asia/Shanghai,zh_CN,cn,no';

describe("import --map of customers", () => {
  test("every kind of column becomes what a customers file says", async () => {
    const said = await bring(write("members.csv", `${header}\n${mei}\n`), members);
    expect(said.code).toBe(0);
    expect(lines("out.jsonl")).toEqual([
      {
        id: "7",
        at: "2026-03-02T02:00:00Z",
        attributes: {
          tier: "gold",
          birthday: "1990-03-05",
          spent: 1234.5,
          vip: true,
        },
        addresses: { email: ["mei@shop.example"], sms: ["+8613800138000"] },
        consents: { "email:*": { given: false, source: "imported", at: "2026-02-28T16:00:00Z" } },
        tags: ["tea", "silk"],
        profiling: "refused",
        zone: "Asia/Shanghai",
        locale: "zh-CN",
        country: "CN",
      },
    ]);
  });

  test("a cell that says nothing is left out or gets its default, and a wrong one as the rule says", async () => {
    const row = "8,2026-03-02 10:00,NULL,13800138000,NULL,,,,,,,,,,";
    const said = await bring(write("members.csv", `${header}\n${row}\n`), members);
    expect(said.code).toBe(0);
    expect(lines("out.jsonl")).toEqual([
      { id: "8", at: "2026-03-02T02:00:00Z", attributes: { tier: "basic" } },
    ]);
    expect(said.out).toContain("1 × attributes.tier (first:");
    expect(said.out).toContain("1 × addresses.sms: a phone number that is not E.164");
  });

  test("bad rows go to the rejects by line and reason, and the rest goes on", async () => {
    const bad = [
      mei,
      mei.replace("7,", ","),
      mei.replace("5/3/1990", "31/2/1990"),
      mei.replace(",1,5/", ",9,5/"),
      mei.replace(",N,", ",maybe,"),
      `${mei},more`,
      mei.replace("Asia/Shanghai", "Mars/Olympus"),
    ];
    const said = await bring(write("members.csv", [header, ...bad].join("\n")), members);
    expect(said.code).toBe(1);
    // Rows of one customer: the one without an id is nobody's.
    expect(lines("out.jsonl")).toHaveLength(1);
    const rejects = lines("out.jsonl.rejects").map(
      ({ line, reason }) => `${String(line)} ${String(reason)}`,
    );
    expect(rejects).toEqual([
      "3 id: says nothing",
      "7 row: found 16 columns; wanted 15, as the first line has",
    ]);
    expect(said.out).toContain("1 × attributes.tier: is none of 1, 2 (first:");
    expect(said.out).toContain("1 × attributes.birthday: is no day of the calendar");
    expect(said.out).toContain("1 × consents.email:*: taken as refused, since it is none of Y, N");
    expect(said.out).toContain("1 × customer.zone is left out: wanted a time zone such as");
    expect(said.out).toContain("1 × a row that can't be used though somebody refuses in it");
  });

  test("a row whose time is ahead of every clock is rejected, and what it refuses is kept", async () => {
    const table = "id,at,ok\na,2999-01-04T10:00:00Z,0\nb,2999-01-04T10:00:00Z,1\n";
    const map = {
      rows: "customers",
      id: "id",
      at: "at",
      consents: { "email:*": { column: "ok", given: ["1"], refused: ["0"] } },
    };
    const said = await bring(write("t.csv", table), map);
    expect(said.code).toBe(1);
    expect(lines("out.jsonl")).toEqual([
      { id: "a", consents: { "email:*": { given: false, source: "imported" } } },
    ]);
    expect(lines("out.jsonl.rejects").map(({ line }) => line)).toEqual([2, 3]);
    expect(said.out).toContain("1 × a row of which only the refusals are used");
  });

  const simple = { rows: "customers", id: "id", addresses: { email: "mail" } };
  const tier = {
    attributes: { tier: "tier" },
    consents: { "email:*": { column: "ok", given: ["1"], refused: ["0"] } },
  };

  test("of rows of one id the last counts, what it leaves open the one before says, and a refusal stays", async () => {
    const table = "id,mail,tier,ok\na,one@x.example,gold,0\nb,b@x.example,,\na,two@x.example,,1\n";
    const said = await bring(write("t.csv", table), { ...simple, ...tier });
    const [a] = lines("out.jsonl").filter(({ id }) => id === "a");
    expect(a).toEqual({
      id: "a",
      addresses: { email: ["two@x.example", "one@x.example"] },
      attributes: { tier: "gold" },
      consents: { "email:*": { given: false, source: "imported" } },
    });
    expect(said.out).toContain("3 rows of 1 file: 2 customers");
    expect(said.out).toContain("1 row merged");
  });

  test("where the rows have times, the newest counts, wherever it stands", async () => {
    const table =
      "id,mail,tier,at\na,new@x.example,gold,2026-03-01T00:00:00Z\na,old@x.example,basic,2026-02-01T00:00:00Z\n";
    await bring(write("t.csv", table), { ...simple, at: "at", attributes: { tier: "tier" } });
    expect(lines("out.jsonl")).toMatchObject([
      {
        at: "2026-03-01T00:00:00Z",
        attributes: { tier: "gold" },
        addresses: { email: ["new@x.example", "old@x.example"] },
      },
    ]);
  });

  test("the newest row counts by its own time, and rows of one email are one customer", async () => {
    const table =
      "id,mail,tier,ok,at\nnew,Li@x.example,gold,,2026-02-01T00:00:00Z\nold,li@x.example,basic,,2026-01-01T00:00:00Z\n";
    const map = {
      ...simple,
      ...tier,
      at: "at",
      duplicates: { by: ["id", "email"], keep: "newest" },
    };
    await bring(write("t.csv", table), map);
    expect(lines("out.jsonl")).toEqual([
      {
        id: "new",
        at: "2026-02-01T00:00:00Z",
        addresses: { email: ["Li@x.example"] },
        attributes: { tier: "gold" },
      },
    ]);
  });

  test("JSON Lines keep their types, and a field inside another is named by a dot", async () => {
    const row = { id: 7, mail: "a@x.example", home: { city: "Lima" }, points: 3, tags: ["x"] };
    const map = { ...simple, attributes: { city: "home.city", points: "points" }, tags: ["tags"] };
    await bring(write("t.jsonl.gz", gzipSync(`${JSON.stringify(row)}\n[1]\n`)), map);
    expect(lines("out.jsonl")).toEqual([
      {
        id: "7",
        attributes: { city: "Lima", points: 3 },
        addresses: { email: ["a@x.example"] },
        tags: ["x"],
      },
    ]);
    expect(lines("out.jsonl.rejects")).toMatchObject([{ line: 2 }]);
  });

  test("a table in GB 18030 is read as the mapping says, and else its rows are rejected", async () => {
    const bytes = Buffer.concat([
      Buffer.from("id,mail,tier,ok\na,a@x.example,"),
      Buffer.from([0xbd, 0xf0]), // 金
      Buffer.from(",\n"),
    ]);
    const table = write("t.csv", bytes);
    expect((await bring(table, { ...simple, ...tier })).code).toBe(1);
    expect(lines("out.jsonl")).toEqual([]);
    await bring(table, { ...simple, ...tier, encoding: "gb18030" });
    expect(lines("out.jsonl")).toMatchObject([{ attributes: { tier: "金" } }]);
  });
});

describe("import --map of addresses", () => {
  const map = {
    rows: "customers",
    id: "no",
    at: "changed",
    addresses: { email: ["mail", "mail2"], push: "device" },
    duplicates: { by: ["id", "email"], keep: "newest" },
  };
  const device = "arn:aws:sns:eu-west-1:123456789012:endpoint/GCM/shop/1";
  const table = [
    "no,changed,mail,mail2,device",
    `1,2026-03-02T00:00:00Z,new@shop.example,,${device}`,
    "2,2026-03-01T00:00:00Z,New@shop.example,two@shop.example,",
    "3,2026-03-01T00:00:00Z,,,",
    "",
  ].join("\n");

  test("adds to what is known unless it is told to replace, rows of one customer first", async () => {
    const both = { email: ["new@shop.example", "two@shop.example"] };
    const known = { id: "1", at: "2026-03-02T00:00:00Z" };
    await bring(write("members.csv", table), map);
    expect(lines("out.jsonl")).toContainEqual({ ...known, addresses: { ...both, push: [device] } });
    await bring(write("members.csv", table), { ...map, replaceAddresses: ["email"] });
    expect(lines("out.jsonl").toSorted((a, b) => Number(a["id"]) - Number(b["id"]))).toEqual([
      { ...known, addresses: { push: [device] }, replaceAddresses: both },
      { id: "3", at: "2026-03-01T00:00:00Z" },
    ]);
  });

  test("a channel to replace that there is not is told with the nearest", async () => {
    const said = await bring(write("members.csv", table), { ...map, replaceAddresses: ["emial"] });
    expect(said.code).toBe(1);
    expect(said.error).toContain("replaceAddresses");
  });

  test("that can't be any are left out by line, and never told themselves", async () => {
    const rows = { rows: "customers", id: "no", addresses: { email: "mail" }, country: "land" };
    const csv = "no,mail,land\n1,nobody,CN\n2,a@b.example,ZZ\n3,c@d,DE\n4,some@one.example,DE\n";
    const said = await bring(write("members.csv", csv), rows);
    expect(said.code).toBe(0);
    expect(said.out).toMatch(
      /1 × addresses\.email: an email address that is none .*members\.csv line 2/,
    );
    expect(said.out).toMatch(
      /1 × customer\.country is left out: .* found ZZ .*members\.csv line 3/,
    );
    expect(said.out).toMatch(
      /1 × customer\.addresses\.email\.0 is left out: .*members\.csv line 4/,
    );
    expect(said.out.split("Such as:")[0]).not.toMatch(/nobody|c@d/);
    expect(lines("out.jsonl")).toHaveLength(4);
  });
});

describe("import --map of events", () => {
  const orders = {
    rows: "events",
    zone: "Asia/Shanghai",
    type: { always: "order.placed" },
    customer: "buyer",
    at: "paid",
    properties: { total: { column: "amount", type: "number" }, shop: "shop" },
  };
  const table =
    "buyer,paid,amount,shop\n007,2026-03-02 10:30,9.5,web\n007,2026-03-01,1,web\n007,2026-03-01,1,web\n";

  test("events come by time, and rows of one day in the order of the file", async () => {
    const said = await bring(write("orders.csv", table), orders);
    expect(said.code).toBe(0);
    expect(lines("out.jsonl").map(({ at, properties }) => [at, properties])).toEqual([
      ["2026-02-28T16:00:00Z", { total: 1, shop: "web" }],
      ["2026-02-28T16:00:01Z", { total: 1, shop: "web" }],
      ["2026-03-02T02:30:00Z", { total: 9.5, shop: "web" }],
    ]);
  });

  test("the same rows get the same ids again, like rows ids of their own, and more rows change none", async () => {
    await bring(write("orders.csv", table), orders);
    const ids = lines("out.jsonl").map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    await bring(write("orders.csv", `${table}008,2026-03-01,1,web\n`), orders);
    expect(lines("out.jsonl").map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  test("rows of one id that say the same are one event, and those that differ are told and rejected", async () => {
    const said = await bring(write("orders.csv", table.replaceAll("web", "A1")), {
      ...orders,
      eventId: "shop",
    });
    expect(said.code).toBe(1);
    expect(lines("out.jsonl")).toMatchObject([{ id: "A1", at: "2026-03-02T02:30:00Z" }]);
    expect(said.out).toContain("2 rows of 1 id differ from the first row of the same id and are");
    expect(said.out).toContain('"lines" in the mapping adds them up');
    expect(lines("out.jsonl.rejects").map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'eventId: "A1" differs from the first row of its id'],
      [4, 'eventId: "A1" differs from the first row of its id'],
    ]);
    const same = "buyer,paid,amount,shop\n7,2026-03-02,1,A1\n7,2026-03-02,1,A1\n";
    const again = await bring(write("orders.csv", same), { ...orders, eventId: "shop" });
    expect(again.code).toBe(0);
    expect(again.out).toContain("1 row merged into another of the same event, of which it says");
  });

  const basket = {
    rows: "events",
    zone: "UTC",
    type: { always: "order.placed" },
    eventId: "no",
    customer: "buyer",
    at: "paid",
    properties: { country: "country" },
    lines: {
      total: { sum: ["qty", "price"] },
      qty: { sum: "qty" },
      items: { list: { sku: "sku", qty: { column: "qty", type: "number" } } },
    },
  };
  const baskets = `no,buyer,paid,country,sku,qty,price
A1,7,2026-03-02 10:00,UK,tea,6,2.55
A1,7,2026-03-02 10:00,UK,cup,3,0.1
A1,7,2026-03-02 10:00,FR,cup,3,0.1
A2,7,2026-03-03 10:00,UK,tea,-1,2.55
A3,,2026-03-03 10:00,UK,tea,1,2.55
`;

  test("lines of one order add up, its items are kept for templates, and guests may be left out", async () => {
    const said = await bring(write("a.csv", baskets), { ...basket, withoutCustomer: "leave-out" });
    expect(said.code).toBe(0);
    expect(lines("out.jsonl").map(({ id, properties }) => [id, properties])).toEqual([
      [
        "A1",
        {
          country: "UK",
          total: 15.9,
          qty: 12,
          items: [
            { sku: "tea", qty: 6 },
            { sku: "cup", qty: 3 },
            { sku: "cup", qty: 3 },
          ],
        },
      ],
      ["A2", { country: "UK", total: -2.55, qty: -1, items: [{ sku: "tea", qty: -1 }] }],
    ]);
    expect(said.out).toContain("5 rows of 1 file: 2 events");
    expect(said.out).toContain("2 rows added to the first row of the same event");
    expect(said.out).toContain("1 × a row without a customer is left out, as the mapping says");
    expect(said.out).toContain("properties.country differs from the first row of its event");
  });

  test("a plain column has one type over all files, in lists and attributes, too", async () => {
    const map = {
      ...basket,
      properties: { shop: { column: "country", type: "plain" } },
      lines: { items: { list: { sku: { column: "sku", type: "plain" } } } },
    };
    const head = "no,buyer,paid,country,sku,qty,price\n";
    const one = write("a.csv", `${head}A1,7,2026-03-02,1,22752,1,1\n`);
    const other = write("b.csv", `${head}A1,7,2026-03-02,1,85123A,1,1\n`);
    const said = await bring(`${one} ${other}`, map);
    expect(lines("out.jsonl")).toMatchObject([
      { properties: { shop: 1, items: [{ sku: "22752" }, { sku: "85123A" }] } },
    ]);
    expect(said.out).toMatch(/ {2}lines\.items\.sku is text: \S*b\.csv line 2 says "85123A"/);
    const people = write("c.csv", "no,level,zip\n1,3,10115\n2,4,01067\n");
    const plain = (column: string) => ({ column, type: "plain" });
    const attributes = { level: plain("level"), zip: plain("zip") };
    await bring(people, { rows: "customers", id: "no", attributes });
    const typed = lines("out.jsonl").map((line) => line["attributes"]);
    expect(typed).toContainEqual({ level: 3, zip: "10115" });
    expect(typed).toContainEqual({ level: 4, zip: "01067" });
  });

  test("ids like 17850.0 are told, and mended by a rule of the mapping", async () => {
    const table = "buyer,paid\n17850.0,2026-03-02\n17850.0,2026-03-03\n";
    const map = {
      rows: "events",
      zone: "UTC",
      type: { always: "login" },
      customer: "buyer",
      at: "paid",
    };
    const said = await bring(write("a.csv", table), map);
    expect(said.code).toBe(0);
    expect(said.out).toContain('2 × customer looks like 17850.0; { "column": …, "type": "id" }');
    const mended = await bring(write("a.csv", table), {
      ...map,
      customer: { column: "buyer", type: "id" },
    });
    expect(mended.out).not.toContain("looks like");
    expect(lines("out.jsonl")).toMatchObject([{ customer: "17850" }, { customer: "17850" }]);
  });

  test("a row without a customer is rejected where the mapping says nothing of it", async () => {
    const said = await bring(write("a.csv", baskets), basket);
    expect(said.code).toBe(1);
    expect(said.out).toContain("1 × customer: says nothing");
  });

  test("lines that another file says again count once, and two that are alike in one file twice", async () => {
    const first =
      "no,buyer,paid,country,sku,qty,price\nA1,7,2026-03-02,UK,tea,1,2\nA1,7,2026-03-02,UK,tea,1,2\n";
    const files = `${write("a.csv", first)} ${write("b.csv", `${first}A1,7,2026-03-02,UK,cup,1,1\n`)}`;
    const said = await bring(files, basket);
    expect(lines("out.jsonl")).toMatchObject([{ properties: { total: 5, qty: 3 } }]);
    expect(said.out).toContain("2 rows merged into another of the same event");
  });

  test("a line without a number rejects its row, and a sum of a name that stands twice is refused", async () => {
    const row = "no,buyer,paid,country,sku,qty,price\nA1,7,2026-03-02,UK,tea,many,2\n";
    const said = await bring(write("a.csv", row), basket);
    expect(said.out).toContain("1 × lines.total: is no number");
    const twice = { ...basket, properties: { total: "price" } };
    expect((await bring(write("a.csv", row), twice)).error).toContain("not in both");
    const { eventId: _, ...nameless } = basket;
    expect((await bring(write("a.csv", row), nameless)).error).toContain("say which column is");
  });

  test("what is older than 5 years, in the future or no number is rejected with the reason", async () => {
    const bad = "1,2010-01-01,1,web\n1,2999-01-01,1,web\n1,2026-03-01,many,web\n";
    const said = await bring(write("orders.csv", `buyer,paid,amount,shop\n${bad}`), orders);
    expect(said.code).toBe(1);
    expect(
      lines("out.jsonl.rejects").map(({ line, reason }) => `${String(line)} ${String(reason)}`),
    ).toEqual([
      "3 at: 2998-12-31T16:00:00Z is over 10 minutes ahead",
      "2 at: 2009-12-31T16:00:00Z is over 5 years back",
    ]);
    expect(said.out).toContain("1 × at: is over 5 years back (first:");
  });

  test("age is judged by the last event of the files, or as of --now", async () => {
    const table =
      "buyer,paid,amount,shop\n1,2005-01-01,1,web\n1,2009-01-01,1,web\n1,2011-01-01,1,web\n";
    const old = write("orders.csv", table);
    const said = await bring(old, orders);
    expect(lines("out.jsonl").map(({ at }) => at)).toEqual([
      "2008-12-31T16:00:00Z",
      "2010-12-31T16:00:00Z",
    ]);
    expect(said.out).toContain("1 × at: is over 5 years back");
    expect((await bring(old, orders, " --now 2014-06-01")).out).toContain(
      "2 × at: is over 5 years",
    );
    expect((await bring(old, orders, " --now 2006-01-01")).out).toContain("2 × at: is over 10 min");
    expect((await bring(old, orders, " --now 2006-01-01 --stage x")).error).toContain(
      "--now goes with --map into a file",
    );
  });

  test("a time without a zone is never guessed", async () => {
    const { zone: _, ...map } = orders;
    const said = await bring(write("orders.csv", table), map);
    expect(said.code).toBe(1);
    expect(said.out).toContain('3 × at: has no zone; say "zone" in the mapping');
  });
});

describe("tables as they come", () => {
  const map = {
    rows: "events",
    zone: "UTC",
    type: { always: "login" },
    customer: "buyer",
    at: "paid",
    properties: { total: { column: "total", type: "number" } },
  };

  test("a stray quote rejects its row, by its line, and the rest goes on", async () => {
    const table =
      'buyer,paid,total\n1,2026-03-02,1\n2,"2026-03-02,2\n3,2026-03-02,3"\n4,2026-03-02,4\n';
    const said = await bring(write("orders.csv", table), map);
    expect(said.code).toBe(1);
    expect(lines("out.jsonl").map(({ customer }) => customer)).toEqual(["1", "4"]);
    expect(lines("out.jsonl.rejects")).toMatchObject([
      { line: 3, reason: expect.stringContaining("a stray quote") },
      { line: 4, reason: expect.stringContaining("a stray quote in column 3") },
    ]);
    expect(said.out).toMatch(/a stray quote in column 3.*orders\.csv line 4/);
  });

  test("semicolons are found by themselves", async () => {
    const table = "buyer;paid;total\n1;2026-03-02;1\n";
    const said = await bring(write("orders.csv", table), map);
    expect(said.code).toBe(0);
    expect(lines("out.jsonl")).toMatchObject([{ customer: "1", properties: { total: 1 } }]);
  });

  test("a column whose name stands twice is refused, with the file", async () => {
    const table = "buyer,paid,total,total\n1,2026-03-02,1,2\n";
    const said = await bring(write("orders.csv", table), map);
    expect(said.code).toBe(1);
    expect(said.error).toMatch(
      /properties\.total: 2 columns are named "total"; give each its own name \(.*orders\.csv\)/,
    );
  });

  test("a packed file that is cut off is named", async () => {
    const path = write("orders.csv.gz", "");
    const rows = Array.from({ length: 99 }, (_, n) => `${n},2026-03-02,${n}`);
    const table = ["buyer,paid,total", ...rows].join("\n");
    writeFileSync(path, gzipSync(table).subarray(0, 60));
    const said = await bring(path, map);
    expect(said.error).toMatch(/orders\.csv\.gz can't be read to its end, nothing was written: /);
  });
});

describe("a mapping", () => {
  const simple = { rows: "customers", id: "member_no" };

  test("a dry run counts, shows a few lines and writes nothing", async () => {
    const table = write("t.csv", "member_no\n1\n\n2\n2\n");
    const before = [...readdirSync(folder), "map.json"].toSorted();
    const said = await bring(table, simple, " --dry-run");
    expect(said.out).toContain("3 rows of 1 file: 2 customers");
    expect(said.out).toContain('{"id":"1"}');
    expect(said.out).toContain("Nothing was written");
    expect(readdirSync(folder).toSorted()).toEqual(before);
  });

  test("that names no column of the file says which was meant, and what was there stays", async () => {
    write("out.jsonl", "before\n");
    const said = await bring(write("t.csv", "member_number\n1\n"), {
      ...simple,
      id: "member_nmber",
    });
    expect(said.code).toBe(1);
    expect(said.error).toContain(
      'map.json · id: no column "member_nmber"; did you mean "member_number"?',
    );
    expect(readFileSync(join(folder, "out.jsonl"), "utf8")).toBe("before\n");
    expect(readdirSync(folder)).not.toContain("out.jsonl.part");
  });

  test.each([
    [{ ...simple, rows: "people" }, "rows: "],
    [{ ...simple, attribtes: {} }, 'no key "attribtes"; did you mean "attributes"?'],
    [{ ...simple, duplicates: { by: ["id"], keep: "newest" } }, "the newest row is known by `at`"],
    [{ ...simple, encoding: "klingon" }, 'no encoding "klingon"'],
    [{ ...simple, attributes: { a: { column: "a", type: "numbr" } } }, "attributes.a"],
  ])("that is wrong is refused with the place", async (map, reason) => {
    const said = await bring(write("t.csv", "member_no\n1\n"), map);
    expect(said.code).toBe(1);
    expect(said.error).toContain(reason);
  });
});
