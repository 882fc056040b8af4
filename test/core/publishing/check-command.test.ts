import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkCommand } from "../../../bin/commands/check.ts";
import { coupon, type Files, send, shopFiles, withJourney, withSteps } from "./shop-files.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "sojourn-check-"));
  folders.push(folder);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function run(folder: string): Promise<{ code: number; lines: string[]; errors: string[] }> {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await checkCommand(folder, {
    out: (text) => lines.push(text),
    error: (text) => errors.push(text),
  });
  return { code, lines: lines.filter((line) => !line.includes("calendars.cn.to")), errors };
}

/** A shop that no calendar reminds of anything. */
function timeless(files: Files): Files {
  return new Map(
    [...files].map(([path, text]) => [path, text.replace('"2026-12-31"', '"9999-12-31"')]),
  );
}

describe("sojourn check", () => {
  it("says so when all is good", async () => {
    expect(await run(folderOf(timeless(shopFiles())))).toEqual({
      code: 0,
      lines: ["8 files, all good"],
      errors: [],
    });
  });

  it("lists problems by file, as publish would say them, and fails", async () => {
    const steps = withSteps(coupon, { ...send, template: "winback-offr" }, { do: "sned" });
    const files = timeless(
      new Map([
        ...steps,
        ["journeys/care.json", "{"],
        ["templates/winback-offer/sms.txt", "{{ customer.fristName }}"],
        ["segments/other.json", JSON.stringify({ name: "other", when: { segment: "gone" } })],
        ["journey/x.json", "{}"],
        ["README.md", "notes"],
      ]),
    );
    expect(await run(folderOf(files))).toEqual({
      code: 1,
      lines: [
        'journey/x.json: nothing is published from here; did you mean "journeys/x.json"?',
        "",
        "journeys/care.json · line 1, column 2: found the end of the file; write a key in double quotes",
        "",
        'journeys/winback.json · steps[2].do: no step "sned"; did you mean "send"?',
        "",
        'segments/other.json · when.segment: no segment "gone"; waiting for segments/gone',
        "",
        'templates/winback-offer/sms.txt · line 1, column 4: no variable "customer.fristName"; did you mean "customer.firstName"?',
        "",
        "11 files, 4 refused, 1 waiting",
      ],
      errors: [],
    });
  });

  it("does not fail for advice", async () => {
    const { code, lines } = await run(folderOf(timeless(withJourney({ goal: undefined }))));
    expect(code).toBe(0);
    expect(lines).toEqual([
      "journeys/winback.json · goal (advice): no goal, so nobody can see whether the journey works",
      "",
      "8 files, 1 piece of advice",
    ]);
  });

  it("fails where there is nothing to check", async () => {
    const empty = folderOf(new Map([["notes.md", "x"]]));
    expect(await run(empty)).toMatchObject({ code: 1, lines: [] });
    const missing = join(empty, "missing");
    expect(await run(missing)).toEqual({ code: 1, lines: [], errors: [`no folder ${missing}`] });
  });

  it("passes the examples that ship", async () => {
    const examples = join(import.meta.dirname, "../../../examples");
    expect(await run(examples)).toMatchObject({ code: 0, errors: [] });
  });
});
