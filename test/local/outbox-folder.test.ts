import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RenderedMessage } from "../../src/core/messages/rendered.ts";
import { createOutboxFolder, isOutbox } from "../../src/local/outbox-files/outbox-folder.ts";
import { shanghai } from "./example-play.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const mail: RenderedMessage = {
  channel: "email",
  id: "abcdefghijklmnop-q2w3e4r5t6y7u",
  to: "xiaowen@example.com",
  from: "栖物 <hello@shop.example.com>",
  replyTo: "service@shop.example.com",
  subject: "晓雯，好久不见",
  html: "<p>满150减20</p>",
  text: "满150减20",
  optOutUrl: "https://shop.example.com/opt-out?t=abc",
};
const sms: RenderedMessage = {
  channel: "sms",
  id: "abcdefghijklmnop-aaaaaaaaaaaaa",
  to: "+8613900000001",
  text: "【栖物】好久不见 拒收请回复R",
  transactional: false,
};
const push: RenderedMessage = {
  channel: "push",
  id: "abcdefghijklmnop-bbbbbbbbbbbbb",
  to: "device-1",
  title: "好久不见",
  body: "满150减20",
  data: { link: "https://shop.example.com/spring" },
};

const label = { journey: "dormant-winback", step: "first", customer: "C/1 ../x" };
const at = shanghai("2026-02-14 10:05");

async function write(): Promise<Map<string, string>> {
  const outbox = createOutboxFolder(join(folder, "outbox"), 100);
  for (const message of [mail, sms, push]) outbox.put(message, label, at);
  await outbox.flush();
  const inside = join(folder, "outbox", "dormant-winback");
  return new Map(
    readdirSync(inside).map((name) => [name, readFileSync(join(inside, name), "utf8")]),
  );
}

test("mail is an .eml with its opt-out headers, SMS a .txt, push a .json", async () => {
  const files = await write();
  expect([...files.keys()]).toEqual(
    [
      "20260214T020500Z-C_1____x-first-aaaaaa.txt",
      "20260214T020500Z-C_1____x-first-bbbbbb.json",
      "20260214T020500Z-C_1____x-first-5t6y7u.eml",
    ].toSorted(),
  );
  const eml = files.get("20260214T020500Z-C_1____x-first-5t6y7u.eml") ?? "";
  expect(eml).toContain("Date: Sat, 14 Feb 2026 02:05:00 +0000");
  expect(eml).toContain("List-Unsubscribe: <https://shop.example.com/opt-out?t=abc>");
  expect(eml).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  expect(eml).toContain("Content-Type: multipart/alternative");
  expect(eml).toContain("text/plain; charset=utf-8");
  expect(eml).toContain("text/html; charset=utf-8");
  // "满" as quoted-printable or base64: what is not ASCII is encoded.
  expect(eml).not.toContain("满");
  expect(files.get("20260214T020500Z-C_1____x-first-aaaaaa.txt")).toBe(
    "To: +8613900000001\n\n【栖物】好久不见 拒收请回复R\n",
  );
  expect(JSON.parse(files.get("20260214T020500Z-C_1____x-first-bbbbbb.json") ?? "")).toEqual({
    to: "device-1",
    title: "好久不见",
    body: "满150减20",
    data: { link: "https://shop.example.com/spring" },
  });
});

test("the same messages give the same bytes, and the outbox of the last run is gone", async () => {
  const first = await write();
  writeFileSync(join(folder, "outbox", "dormant-winback", "left-over.eml"), "old");
  expect(await write()).toEqual(first);
});

test("a folder with other files is not an outbox and is never emptied", async () => {
  writeFileSync(join(folder, "thesis.txt"), "years of work");
  expect(isOutbox(folder)).toBe(false);
  expect(() => createOutboxFolder(folder, 1)).toThrow("no outbox");
  expect(readFileSync(join(folder, "thesis.txt"), "utf8")).toBe("years of work");
});

test("writes at most as many as it may", async () => {
  const outbox = createOutboxFolder(join(folder, "outbox"), 2);
  for (const message of [mail, sms, push]) outbox.put(message, label, at);
  await outbox.flush();
  expect(outbox.written()).toBe(2);
});
