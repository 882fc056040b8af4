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

  it("tells all refusals before any advice, file by file", async () => {
    const files = timeless(
      new Map([
        ...withJourney({ goal: undefined, exitWhen: undefined }),
        ["segments/other.json", JSON.stringify({ name: "other", when: { segment: "gone" } })],
        ["journeys/care.json", "{"],
      ]),
    );
    const { lines } = await run(folderOf(files));
    const told = lines.map(
      (line) => `${line.split(" · ")[0]}${/\(advice\)/.exec(line)?.[0] ?? ""}`,
    );
    expect(told).toEqual([
      "journeys/care.json",
      "",
      "segments/other.json",
      "",
      "journeys/winback.json(advice)",
      "journeys/winback.json(advice)",
      "",
      "10 files, 1 refused, 1 waiting, 2 pieces of advice",
    ]);
  });

  it("checks one file beside the others of its folder", async () => {
    const files = timeless(
      new Map([...withJourney({ goal: undefined }), ["journeys/care.json", "{"]]),
    );
    const folder = folderOf(files);
    expect(await run(join(folder, "journeys/winback.json"))).toMatchObject({
      code: 0,
      lines: [expect.stringContaining("· goal (advice)"), "", "1 file, 1 piece of advice"],
    });
    expect(await run(join(folder, "journeys/care.json"))).toMatchObject({
      code: 1,
      lines: [expect.stringContaining("journeys/care.json · line 1"), "", "1 file, 1 refused"],
    });
    for (const path of ["settings.json", "templates/winback-offer/sms.txt"]) {
      expect(await run(join(folder, path))).toEqual({
        code: 0,
        lines: ["1 file, all good"],
        errors: [],
      });
    }
  });

  it("says of one file that nothing is published from its place", async () => {
    const folder = folderOf(new Map([["winback.json", "{}"]]));
    const { code, lines } = await run(join(folder, "winback.json"));
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^winback\.json: nothing is published from here/);
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
