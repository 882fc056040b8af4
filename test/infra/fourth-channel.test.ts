import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const copy = mkdtempSync(join(tmpdir(), "sojourn-fourth-channel-"));

/** A row as a later version would add it. */
const row = `
  wechat: {
    parts: [["wechat.json"]],
    address: { shortest: 3, longest: 64, normalForm: "as-written", ofPerson: true },
    sender: "always",
    optOut: "device",
    quietHours: [{ between: "22:00-08:00" }],
    feedback: true,
    limits: {},
    perSecond: 10,
  },`;

beforeAll(() => {
  for (const name of ["bin", "functions", "lib", "src", "tsconfig.json", "package.json"]) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  const probe = "test/infra/fourth-channel";
  cpSync(join(root, probe), join(copy, probe), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const table = join(copy, "src/core/channels/channels.ts");
  const end = "\n} as const satisfies";
  const text = readFileSync(table, "utf8");
  writeFileSync(table, text.replace(end, `${row}${end}`));
  const names = join(copy, "src/names.ts");
  writeFileSync(
    names,
    readFileSync(names, "utf8").replace('"sms", "push"]', '"sms", "push", "wechat"]'),
  );
});

afterAll(() => rmSync(copy, { recursive: true }));

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
}

it("code that a new channel needs and lacks does not compile", () => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = run(tsc, "--noEmit", "--pretty", "false");
  const files = [...stdout.matchAll(/^(\S+)\(\d+,\d+\): error/gm)].map(([, file]) => file);
  expect(new Set(files)).toEqual(
    new Set([
      "bin/doctor/judge-definitions.ts",
      "bin/doctor/judge-pace.ts",
      "lib/message-delivery.ts",
      "lib/queue-alarms.ts",
      "src/aws/wire.ts",
      "src/core/imports/judge-address.ts",
      "src/core/messages/render-message.ts",
      "src/core/publishing/check-journey-in-set.ts",
      "src/core/publishing/check-printed.ts",
      "src/local/storefront/shopper.ts",
      "src/names.ts",
    ]),
  );
});

it("everything else takes the channel from the table: nothing of it is lost", () => {
  const { stdout, stderr } = run("test/infra/fourth-channel/probe.ts");
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    kept: { addresses: { wechat: [{ to: "openid-1" }] }, consents: ["wechat:cart"] },
    joined: { addresses: { wechat: [{ to: "openid-1" }] }, consents: ["wechat:cart"] },
    tooLong: [
      "customer.addresses.wechat.0 is left out: wanted an address of 3 to 64 characters, found a text of 65 characters",
    ],
    fourOfSend: true,
    fiveOfSend: false,
    settings: true,
    part: { part: "wechat.json", locale: "zh-CN" },
    legalHours: [{ channel: "wechat", between: "22:00-08:00" }],
    importMap: true,
    optOut: { message: "m1", customer: "c1", channel: "wechat", purpose: "cart" },
  });
});
