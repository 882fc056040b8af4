import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tellThrown } from "../../bin/commands/tell-thrown.ts";
import { createRejectsFile } from "../../src/local/replay/rejects-file.ts";
import { readIds } from "../../src/local/segments/read-ids.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a packed file that is cut off is named, without a stack", async () => {
  const path = join(folder, "ids.csv.gz");
  const ids = Array.from({ length: 99 }, (_, n) => `C${n}`);
  writeFileSync(path, gzipSync(["id", ...ids].join("\n")).subarray(0, 60));
  const thrown = await readIds(path, createRejectsFile(undefined)).catch((error: unknown) => error);
  expect(tellThrown(thrown)).toBe(`${path}: cut off or broken: unexpected end of file`);
  expect(tellThrown(new Error("ours"))).toBeUndefined();
});
