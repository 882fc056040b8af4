import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseEvent } from "../../src/core/events/parse-event.ts";
import { type DateFormat, parseWhen } from "../../src/core/imports/parse-when.ts";
import { formatInstant } from "../../src/core/time/instant.ts";
import {
  type Converted,
  convertTable,
  type MappingOptions,
  planMapping,
} from "../../src/local/history/convert-table.ts";
import { createRejectsFile, type Reject } from "../../src/local/replay/rejects-file.ts";
import { say } from "./say.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function convert(
  table: string,
  map: string,
  more: Partial<MappingOptions> = {},
): Promise<{ converted: Converted; rejects: readonly Reject[]; events: Told[] }> {
  const path = join(folder, "table.txt");
  writeFileSync(path, table);
  const basis = { path, map, delimiter: "auto", text: new Set<string>(), zone: "Asia/Shanghai" };
  const type = "order.placed";
  const options = { ...basis, type, dateFormat: undefined, ...more } as MappingOptions;
  const mapping = await planMapping(options);
  if (typeof mapping === "string") throw new Error(mapping);
  const rejects = createRejectsFile(undefined);
  const { delimiter, columns } = options;
  const header = columns === undefined;
  const converted = await convertTable({ path, delimiter, header, mapping, rejects });
  const events = converted.events.map(({ text }) => JSON.parse(text));
  return { converted, rejects: rejects.first, events };
}

interface Told {
  readonly id: string;
  readonly at: string;
  readonly customer: string;
  readonly properties: Record<string, unknown>;
}

/** The layout of CDNOW_master.txt: blanks, a blank before the header, too. */
const cdnow = ` customer_id  date number_of_cds  dollar_value
 00002 19970112  1   12.00
 00002 19970112  5   77.00
 00001 19970101  1   11.77
 00003 19970102  2   20.76
 00003 19970102  2   20.76
`;
const cdnowMap = "customer=customer_id,at=date,total=dollar_value,items=number_of_cds";

describe("columns set apart by blanks", () => {
  test("ids stay text with their zeros, figures are numbers, and events come by time", async () => {
    const { events, converted } = await convert(cdnow, cdnowMap, { zone: "America/New_York" });
    expect(converted).toMatchObject({ rows: 5, customers: new Set(["00002", "00001", "00003"]) });
    expect(events.map(({ customer, at }) => [customer, at])).toEqual([
      ["00001", "1997-01-01T05:00:00Z"],
      ["00003", "1997-01-02T05:00:00Z"],
      ["00003", "1997-01-02T05:00:01Z"],
      ["00002", "1997-01-12T05:00:00Z"],
      ["00002", "1997-01-12T05:00:01Z"],
    ]);
    expect(events[0]?.properties).toEqual({ total: 11.77, items: 1 });
  });

  test("every row is an event of its own, also one that is like another", async () => {
    const { events } = await convert(cdnow, cdnowMap);
    expect(new Set(events.map(({ id }) => id)).size).toBe(5);
  });

  test("converting again, or more rows, gives the same rows the same ids", async () => {
    const before = await convert(cdnow, cdnowMap);
    const after = await convert(`${cdnow} 00003 19970102  2   20.76\n`, cdnowMap);
    const ids = before.events.map(({ id }) => id);
    expect(after.events.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(new Set(after.events.map(({ id }) => id)).size).toBe(6);
  });

  test("what comes out is what run takes in", async () => {
    const { converted } = await convert(cdnow, cdnowMap);
    for (const { text, at } of converted.events) expect(parseEvent(text, at).kind).toBe("event");
  });
});

describe("rows with an id of their own", () => {
  const lines =
    "no,who,day,sum\nA1,7,20260302,9\nA1,7,20260302,9\nA1,7,20260302,5\nA2,7,20260303,1\n";

  test("are one event where they say the same, and told and rejected where they differ", async () => {
    const { converted, events, rejects } = await convert(
      lines,
      "id=no,customer=who,at=day,total=sum",
    );
    expect(events.map(({ id, properties }) => [id, properties])).toEqual([
      ["A1", { total: 9 }],
      ["A2", { total: 1 }],
    ]);
    expect(converted).toMatchObject({ rows: 4, repeats: 1, differing: { rows: 1, ids: 1 } });
    expect(rejects.map(({ line, reason, text }) => [line, reason, text])).toEqual([
      [4, 'id: "A1" differs from the first row of its id', "A1 7 20260302 5"],
    ]);
  });
});

describe("tables of all kinds", () => {
  test("commas and quotes, a BOM, a column by its place, an id of its own", async () => {
    const table = `\uFEFForder,buyer,paid,note\nA-1,007,2026-03-02 10:30,"hello, ""you"""\n`;
    const { events } = await convert(table, "id=1,customer=buyer,at=paid,note=4");
    expect(events).toEqual([
      {
        id: "A-1",
        type: "order.placed",
        at: "2026-03-02T02:30:00Z",
        customer: "007",
        properties: { note: 'hello, "you"' },
      },
    ]);
  });

  test.each([
    ["semicolons", "a;b;c\n1;20260302;3,5\n"],
    ["tabs", "a\tb\tc\n1\t20260302\t3,5\n"],
    ["bars", "a|b|c\n1|20260302|3,5\n"],
  ])("%s are found by themselves", async (_, table) => {
    const { events } = await convert(table, "customer=a,at=b,total=c");
    expect(events[0]).toMatchObject({ customer: "1", properties: { total: "3,5" } });
  });

  test("a table without a header is named by --columns", async () => {
    const { events } = await convert("1,20260302,9\n", "customer=who,at=when,total=what", {
      columns: ["who", "when", "what"],
    });
    expect(events).toHaveLength(1);
  });

  test("numbers with leading zeros or too many digits stay text, and those that are told to", async () => {
    const table = "c,d,sku,long,zip\n1,20260302,00042,820982911946154508,10115\n";
    const map = "customer=c,at=d,sku=sku,long=long,zip=zip";
    const { events } = await convert(table, map, { text: new Set(["zip"]) });
    expect(events[0]?.properties).toEqual({
      sku: "00042",
      long: "820982911946154508",
      zip: "10115",
    });
  });

  test("a column has one type: text where any cell of it is no number, which is told", async () => {
    const table = "c,d,sku,total\n1,20260302,22752,9.50\n2,20260302,85123A,5\n3,20260302,00042,1\n";
    const { events, converted } = await convert(table, "customer=c,at=d,sku=sku,total=total");
    expect(events.map(({ properties }) => properties)).toEqual([
      { sku: "22752", total: 9.5 },
      { sku: "85123A", total: 5 },
      { sku: "00042", total: 1 },
    ]);
    expect(converted.mixed).toEqual(['properties.sku is text: line 3 says "85123A"']);
  });

  test("ids like 17850.0 are told, and mended where that is said", async () => {
    const table = "c,d,no\n17850.0,20260302,5.0\n00042,20260302,A6\n";
    const map = "customer=c,at=d,id=no";
    const { converted } = await convert(table, map);
    expect([...converted.customers]).toEqual(["17850.0", "00042"]);
    expect(converted.decimal).toEqual([
      { name: "customer", count: 1 },
      { name: "id", count: 1 },
    ]);
    const mended = await convert(table, map, { whole: new Set(["customer", "id"]) });
    expect(mended.events.map(({ id, customer }) => [id, customer])).toEqual([
      ["5", "17850"],
      ["A6", "00042"],
    ]);
    expect(mended.converted.decimal).toEqual([]);
  });

  test("bad rows are told by their line, the rest goes on", async () => {
    const table = "c,d\n1,20260302\n,20260302\n2,\n3,20260231\n4,20260302,x\n5,20260302\n";
    const { events, rejects } = await convert(table, "customer=c,at=d");
    expect(events.map(({ customer }) => customer)).toEqual(["1", "5"]);
    expect(rejects.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      "3 customer: says nothing",
      "4 at: says nothing",
      '5 at: "20260231" is no day of the calendar',
      "6 3 columns where the first line has 2",
    ]);
  });

  test("a stray quote rejects its row, and a column whose name stands twice is refused", async () => {
    const table = 'c,d,n\n1,20260302,12" pipe\n2,20260302,"x"\n';
    const { events, rejects } = await convert(table, "customer=c,at=d,n=n");
    expect(events.map(({ customer }) => customer)).toEqual(["2"]);
    expect(rejects).toMatchObject([
      { line: 2, reason: expect.stringContaining("a stray quote in column 3") },
    ]);
    const twice = "c,d,n,n\n1,20260302,1,2\n";
    await expect(convert(twice, "customer=c,at=d,n=n")).rejects.toThrow(
      '2 columns are named "n"; say its place, such as 3',
    );
    expect((await convert(twice, "customer=c,at=d,n=4")).events).toMatchObject([
      { properties: { n: 2 } },
    ]);
  });

  test("messages name the file, and times without a zone are told as of which they are taken", async () => {
    const path = join(folder, "orders.csv");
    writeFileSync(path, "c,d\n1,2026-03-02 10:00\n2,2026-03-02T10:00:00Z\n,2026-03-02\n");
    const command = `convert ${path} --map customer=c,at=d --dry-run`;
    const said = await say(command);
    expect(said.out).toContain(
      "1 row with a time without a zone, taken as UTC: --zone says another",
    );
    expect(said.out).toContain(`${path} line 4: customer: says nothing`);
    expect((await say(`${command} --zone UTC`)).out).not.toContain("without a zone");
    const misfit = await say(`convert ${path} --map customer=x,at=d`);
    expect(misfit.error).toContain(`${path}: --map: no column "x"`);
  });

  test("a mapping that does not fit names the nearest column", async () => {
    await expect(convert(cdnow, "customer=customerid,at=date")).rejects.toThrow(
      'no column "customerid"; did you mean "customer_id"?',
    );
    await expect(convert(cdnow, "customer=customer_id")).rejects.toThrow("at=…");
    await expect(convert(cdnow, "customer=1,at=2,__proto__=3")).rejects.toThrow("reserved");
  });
});

describe("dates", () => {
  test.each([
    ["20260302", undefined, "2026-03-01T16:00:00Z"],
    ["2026-03-02", undefined, "2026-03-01T16:00:00Z"],
    ["2026/3/2", undefined, "2026-03-01T16:00:00Z"],
    ["2026-03-02 10:30", undefined, "2026-03-02T02:30:00Z"],
    ["2026-03-02T10:30:05", undefined, "2026-03-02T02:30:05Z"],
    ["2026-03-02T10:30:00Z", undefined, "2026-03-02T10:30:00Z"],
    ["2/3/2026", "d/m/y", "2026-03-01T16:00:00Z"],
    ["3/2/2026 8:05", "m/d/y", "2026-03-02T00:05:00Z"],
    ["2.3.97", "d/m/y", "1997-03-01T16:00:00Z"],
    ["26/3/2", "y/m/d", "2026-03-01T16:00:00Z"],
  ] as [string, DateFormat | undefined, string][])("%s as %s is %s", (text, format, wanted) => {
    const when = parseWhen(text, "Asia/Shanghai", format);
    expect(typeof when === "string" ? when : formatInstant(when.at)).toBe(wanted);
  });

  test.each([
    ["3/2/2026", undefined, "--date-format"],
    ["2026-02-30", undefined, "no day of the calendar"],
    ["31/12/2026", "m/d/y", "no day of the calendar"],
    ["2026-03-02 25:00", undefined, "no time such as"],
    ["yesterday", undefined, "is no date"],
    ["2026-03-02 10:00 pm", undefined, "is no date"],
  ] as [string, DateFormat | undefined, string][])("%s as %s is refused", (text, format, why) => {
    expect(parseWhen(text, "Asia/Shanghai", format)).toContain(why);
  });
});
