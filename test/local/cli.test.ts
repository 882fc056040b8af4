import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { say } from "./say.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sojourn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the program in a process of its own, which takes a second. No path here holds a blank. */
function sojourn(line: string): { code: number | null; out: string; error: string } {
  const words = ["bin/cli.ts", ...line.split(" ")];
  const ran = spawnSync(process.execPath, words, { encoding: "utf8" });
  return { code: ran.status, out: ran.stdout, error: ran.stderr };
}

function digest(path: string): string {
  const hash = createHash("sha256");
  const names = readdirSync(path, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

describe("demo", () => {
  const play = (seed: number) =>
    `demo --seed ${seed} --customers 60 --days 25 --out ${join(folder, "demo")}`;

  test("one seed gives one report and one outbox, byte by byte; another seed another", async () => {
    const first = sojourn(play(3));
    expect(first.code).toBe(0);
    const files = digest(folder);
    const second = await say(play(3));
    expect(second.out).toBe(first.out);
    expect(digest(folder)).toBe(files);
    expect((await say(play(4))).out).not.toBe(first.out);
  }, 60_000);

  test("tells what became of each journey, of the messages and of one customer", async () => {
    const { out } = await say(play(3));
    const report = JSON.parse(readFileSync(join(folder, "demo", "report.json"), "utf8"));
    for (const { name, title, entered, inProgress, completed, exited, failed } of report.journeys) {
      expect(out).toContain(title);
      const ended = [completed, exited, failed].flatMap((counts) => Object.values(counts));
      const sum = (ended as number[]).reduce((a, b) => a + b, 0);
      expect({ name, inProgress }).toEqual({ name, inProgress: entered - sum });
      expect(entered).toBeGreaterThan(0);
    }
    for (const heading of ["Journeys", "Why", "Messages", "Goals", "Timeline of one customer"]) {
      expect(out.split("\n")).toContain(heading);
    }
    const channels = Object.values(report.channels as Record<string, { states: Counts }>);
    const handed = channels.reduce((n, { states }) => n + states.sent + (states.failed ?? 0), 0);
    const files = readdirSync(join(folder, "demo", "outbox"), { recursive: true }).map(String);
    // A mail that bounced was sent before it failed.
    expect(files.filter((name) => /Z-C\d+-.*\.(eml|json|txt)$/.test(name))).toHaveLength(handed);
    expect(report.stuck).toEqual([]);
  }, 60_000);
});

interface Counts {
  readonly sent: number;
  readonly failed?: number;
}

describe("run and convert", () => {
  const examples = "--journeys examples --customers examples/events/customers.jsonl";

  test("plays the example events and tells the timeline that was asked for", async () => {
    const { code, out } = await say(
      `run ${examples} --events examples/events/february.jsonl --to 2026-03-31`,
      `--customer C003 --out ${folder}`,
    );
    expect(code).toBe(0);
    expect(out).toContain("C003 · 陈子涵 · zh-CN · Asia/Shanghai");
    expect(out).toContain("✉ sms sent to +8613900000003");
    expect(out).toContain("◇ comes into segment dormant");
    expect(out).toContain("outside the send window");
    expect(out).toContain("1 came again and changed nothing");
  });

  test("says which lines it rejected, and exits with 1", async () => {
    const events = join(folder, "events.jsonl");
    const good = readFileSync("examples/events/february.jsonl", "utf8");
    writeFileSync(events, `${good}not an event\n`);
    const out = join(folder, "out");
    const ran = await say(`run ${examples} --events ${events} --out ${out}`);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain(`${events} line 12: not JSON: not an event`);
    const [reject = ""] = readFileSync(join(out, "rejects.jsonl"), "utf8").split("\n");
    expect(JSON.parse(reject)).toMatchObject({ line: 12, text: "not an event" });
  });

  test("shows what events say as it is written: no escape of theirs reaches the terminal", async () => {
    const events = join(folder, "events.jsonl");
    const good = readFileSync("examples/events/february.jsonl", "utf8");
    const poisoned = good
      .replaceAll('"C003"', '"C003\\u001b[2J\\u202e\\nLoaded"')
      .replaceAll(/"name":"/g, '"name":"\\u001b]0;x\\u0007');
    writeFileSync(events, `${poisoned}\u001b[31mnot an event\u009b\n`);
    const ran = await say(`run ${examples} --events ${events} --out ${join(folder, "out")}`);
    expect(ran.out).toContain("not JSON: \\u001b[31mnot an event\\u009b");
    // oxlint-disable-next-line no-control-regex
    expect(ran.out + ran.error).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(ran.out).not.toMatch(/^Loaded/m);
  });

  test("what convert writes is what run reads, customers too", async () => {
    const table = join(folder, "orders.txt");
    writeFileSync(table, "who day total\n0007 20260302 9.5\n0007 20260320 12\n0008 20260303 3\n");
    const [events, customers] = [join(folder, "e.jsonl"), join(folder, "c.jsonl")];
    const converted = await say(
      `convert ${table} --map customer=who,at=day,total=total --out ${events}`,
      `--zone Asia/Shanghai --customers-out ${customers}`,
      "--address email={id}@example.com --consent email:repurchase",
    );
    expect(converted).toMatchObject({ code: 0 });
    expect(converted.out).toContain("3 rows: 3 events of 2 customers, 2026-03-02 to 2026-03-20");
    const ran = await say(
      `run --journeys examples --events ${events} --customers ${customers}`,
      `--to 2026-05-01 --out ${join(folder, "out")}`,
    );
    expect(ran.code).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8"));
    // 0007: a week after each order, a month after the second. 0008: both.
    expect(report.channels.email.states).toEqual(expect.objectContaining({ sent: 5 }));
  });

  test("a dry run counts and writes nothing", async () => {
    const table = join(folder, "orders.csv");
    writeFileSync(table, "who,day\n7,20260302\n,20260302\n");
    const { code, out } = await say(`convert ${table} --map customer=who,at=day --dry-run`);
    expect(code).toBe(1);
    expect(out).toContain("2 rows: 1 event of 1 customer");
    expect(out).toContain("line 3: customer: says nothing");
    expect(readdirSync(folder)).toEqual(["orders.csv"]);
  });
});

describe("wrong use", () => {
  test.each([
    ["demo --sed 3", "Did you mean --seed?"],
    ["rnu", "Did you mean run?"],
    ["demo --customers many", "Write a whole number from 1"],
    ["run --journeys examples --events nowhere.jsonl", "There is no such file."],
    ["run --journeys examples", "--events"],
    ["run --journeys examples --events package.json --to soon", "or a day"],
    ["convert package.json --map x", "is not name=column"],
    ["convert package.json --map a=1 --zone Asia/Shanghia", "Asia/Shanghai"],
    ["convert package.json --map a=1 --address fax=1", "email=…"],
    ["check", "missing required argument"],
    ["check nowhere", "There is no such file or folder."],
    ["publish nowhere", "There is no such folder."],
    ["pause --why x", "write one of --all, --journey <name>, --channel <name>"],
    ["pause --why x --all --channel sms", "write one of --all"],
    ["pause --all", "--why"],
    ["unpause --channel fax", "email, sms, push"],
    ["resume", "write the ids of enrollments, or --all-failed"],
    ["resume --all", "what was paused goes on by sojourn unpause --all; runs that failed by"],
    ["resume --journey winback", "sojourn unpause --journey winback"],
    ["resume --channel sms", "sojourn unpause --channel sms"],
    ["redrive", "write the name of a queue (intake, wake,"],
    ["replay --from 2026-01-02 --to 2026-01-01", "--from must be before --to"],
    ["attention --limit many", "Write a whole number from 1"],
  ])("%j exits with 2 and says what to do", async (words, hint) => {
    const { code, error } = await say(words);
    expect(error).toContain(hint);
    expect(code).toBe(2);
  });

  test("an outbox that would be emptied though it holds other files is refused", async () => {
    mkdirSync(join(folder, "outbox"));
    writeFileSync(join(folder, "outbox", "thesis.txt"), "years of work");
    const { code, error } = await say(`demo --out ${folder}`);
    expect(code).toBe(2);
    expect(error).toContain("choose another --out");
  });

  test("the program itself exits so, too", () => {
    expect(sojourn("rnu").code).toBe(2);
  });
});

test.each([
  "demo",
  "run",
  "convert",
  "cluster",
  "check",
  "publish",
  "status",
  "doctor",
  "sweep",
  "attention",
  "address show",
  "address allow",
  "pause",
  "unpause",
  "resume",
  "redrive",
  "replay",
  "rotate-opt-out-key",
])("%s has help with examples", async (command) => {
  const { code, out } = await say(...command.split(" "), "--help");
  expect(out).toMatch(/Examples?:\n {2}\$ sojourn /);
  expect(code).toBe(0);
});

test("run refuses a folder whose files are not good", async () => {
  const { code, error } = await say("run --journeys docs --events package.json");
  expect(code).toBe(1);
  expect(error).toContain("docs has no definitions");
});

test("check finds nothing to refuse in the examples", async () => {
  const { code, out } = await say("check examples");
  expect(out).not.toContain("refused");
  expect(code).toBe(0);
});

describe("a path that can't be used", () => {
  const run = (cwd: string, ...words: string[]) => {
    const program = join(import.meta.dirname, "../../bin/cli.ts");
    const ran = spawnSync(process.execPath, [program, ...words], { encoding: "utf8", cwd });
    return { code: ran.status, error: ran.stderr };
  };

  test("is told where the default folder is not there, without a stack", () => {
    expect(run(folder, "segment", "list")).toEqual({
      code: 1,
      error: "There is no folder examples; write --definitions <folder>, or --stage <name>\n",
    });
  });

  test("is told where the system refuses it, without a stack", () => {
    writeFileSync(join(folder, "notes"), "x");
    const rejects = join(folder, "notes", "rejects.jsonl");
    expect(run(process.cwd(), "segment", "list", "--rejects", rejects)).toEqual({
      code: 1,
      error: `${rejects}: part of its path is a file, not a folder\n`,
    });
  });
});
