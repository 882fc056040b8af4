import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkCommand } from "../../bin/commands/check.ts";
import { readTable } from "../../src/local/history/read-table.ts";
import { openUnpacked } from "../../src/local/imports/open-unpacked.ts";
import { readList } from "../../src/local/imports/read-list.ts";
import { readLines } from "../../src/local/replay/read-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "sojourn-not-utf8-"));
afterAll(() => rmSync(folder, { recursive: true }));

const line = (text: string) => Buffer.from(`${text}\n`);
/** 你好 as GBK has it. */
const hello = Buffer.from([0xc4, 0xe3, 0xba, 0xc3]);

function save(name: string, ...parts: readonly Buffer[]): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of rows);
}

describe("a file that is no UTF-8", () => {
  it("is refused among definitions by its place, whatever kind it is", async () => {
    const set = join(folder, "set");
    save("set/journeys/winback.json", line("{"), line('  "name": "winback",'), hello);
    save("set/segments/vip.json", hello);
    save("set/attributes/spend.json", hello);
    save("set/settings.json", Buffer.from("\uFEFF{}", "utf16le"));
    save("set/templates/note/template.json", line("{}"));
    save("set/templates/note/sms.txt", Buffer.from("Gr\xfc\xdfe", "latin1"));
    const said: string[] = [];
    const code = await checkCommand(set, {
      out: (text) => said.push(text),
      error: () => undefined,
    });
    expect(code).toBe(1);
    expect(said.filter((text) => text.includes("UTF"))).toEqual([
      "attributes/spend.json: not UTF-8 at line 1, byte 1 of the file; it looks like GB18030: save it as UTF-8, or convert it with iconv -f GB18030 -t UTF-8",
      "journeys/winback.json: not UTF-8 at line 3, byte 24 of the file; it looks like GB18030: save it as UTF-8, or convert it with iconv -f GB18030 -t UTF-8",
      "segments/vip.json: not UTF-8 at line 1, byte 1 of the file; it looks like GB18030: save it as UTF-8, or convert it with iconv -f GB18030 -t UTF-8",
      "settings.json: not UTF-8 at line 1, byte 1 of the file; it looks like UTF-16: save it as UTF-8, or convert it with iconv -f UTF-16 -t UTF-8",
      "templates/note/sms.txt: not UTF-8 at line 1, byte 3 of the file; it looks like Windows-1252: save it as UTF-8, or convert it with iconv -f Windows-1252 -t UTF-8",
    ]);
  });

  it("is refused among lists of every form, before anything is taken from the bad part", async () => {
    const lines = save("events.jsonl", line('{"id":"1"}'), line('{"id":"2"}'), hello);
    const why =
      "not UTF-8 at line 3, byte 23 of the file; it looks like GB18030: save it as UTF-8, or convert it with iconv -f GB18030 -t UTF-8";
    await expect(drain(readLines(lines))).rejects.toThrow(`${lines}: ${why}`);
    await expect(readList(lines)).rejects.toThrow(`${lines}: ${why}`);
    await expect(drain(openUnpacked(lines).bytes)).rejects.toThrow(`${lines}: ${why}`);
    const table = save("table.csv", line("id,name"), Buffer.from("1,"), hello);
    await expect(drain(readTable(table, "comma"))).rejects.toThrow(
      `${table}: not UTF-8 at line 2, byte 11 of the file; it looks like GB18030: save it as UTF-8, or convert it with iconv -f GB18030 -t UTF-8`,
    );
  });

  it("is told by its mark, also where the first bytes are long past", async () => {
    const text = `\uFEFF${"x".repeat(300_000)}`;
    const path = save("utf-16.jsonl", Buffer.from(text, "utf16le"));
    await expect(drain(readLines(path))).rejects.toThrow(
      "byte 1 of the file; it looks like UTF-16",
    );
  });

  it("is read where each character is whole, though it lies on the border of two reads", async () => {
    const path = save("long.jsonl", Buffer.from(`x${"字".repeat(200_000)}\n`));
    const read: string[] = [];
    for await (const batch of readLines(path)) read.push(...batch.map(({ text }) => text));
    expect(read).toEqual([`x${"字".repeat(200_000)}`]);
  });
});
