import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  type DynamoEmulator,
  emulatorPackage,
  findEmulator,
  startDynamo,
} from "../test/contract/start-dynamo.ts";
import { measureBundles } from "./bundles/measure-bundles.ts";
import { measureCore } from "./core/measure-core.ts";
import { measureBill } from "./cost/measure-bill.ts";
import { measureRequests } from "./cost/measure-requests.ts";
import { measureCpu } from "./cpu/measure-cpu.ts";
import { measureEmbedded } from "./embedded/measure-embedded.ts";
import { describeMachine } from "./machine.ts";
import type { Part } from "./part.ts";
import { describeParts, printParts } from "./print-parts.ts";

/**
 * Measures every budget of the design that can be measured on one machine and prints one table.
 * Never a test: a figure taken on a busy machine may miss its budget, and a person looks at it.
 */
const names = ["requests", "bill", "core", "cpu", "embedded", "bundles"] as const;
type Name = (typeof names)[number];

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    json: { type: "string", default: "bench/out/bench.json" },
    page: { type: "string" },
  },
});

function isName(text: string): text is Name {
  return (names as readonly string[]).includes(text);
}

function wanted(): readonly Name[] {
  const only = values.only ?? [...names];
  const unknown = only.find((text) => !isName(text));
  if (unknown !== undefined) {
    throw new RangeError(`--only ${unknown}: write one of ${names.join(", ")}`);
  }
  return names.filter((name) => only.includes(name));
}

async function withEmulator(
  title: string,
  measure: (emulator: DynamoEmulator) => Promise<Part[]>,
): Promise<Part[]> {
  const binary = findEmulator();
  if (binary === undefined) {
    const why = `  skipped: no DynamoDB emulator, the package ${emulatorPackage} is not installed`;
    return [{ title, figures: [], details: [why] }];
  }
  const emulator = await startDynamo(binary);
  try {
    return await measure(emulator);
  } finally {
    await emulator.stop();
  }
}

async function measure(only: readonly Name[]): Promise<Part[]> {
  const parts: Part[] = [];
  const has = (name: Name) => only.includes(name);
  if (has("core")) parts.push(await measureCore());
  if (has("requests")) {
    const title = "Requests and capacity";
    parts.push(
      ...(await withEmulator(title, async (emulator) => [await measureRequests(emulator)])),
    );
  }
  if (has("cpu") || has("bill")) {
    parts.push(
      ...(await withEmulator("CPU and the bill", async (emulator) => {
        const { part, cpu } = await measureCpu();
        return has("bill") ? [await measureBill(emulator, cpu), part] : [part];
      })),
    );
  }
  if (has("embedded")) parts.push(await measureEmbedded());
  if (has("bundles")) parts.push(await measureBundles());
  return parts;
}

const only = wanted();
const parts = await measure(only);
const machine = describeMachine();
const taken = new Date().toISOString().slice(0, 10);
console.log([`${machine}; ${taken}`, "", ...printParts(parts)].join("\n"));

const file = fileURLToPath(new URL(`../${values.json}`, import.meta.url));
await mkdir(fileURLToPath(new URL("out/", import.meta.url)), { recursive: true });
await writeFile(file, `${JSON.stringify({ taken, machine, parts }, undefined, 2)}\n`);
if (values.page !== undefined) {
  const head = [
    "# Figures",
    "",
    `Taken ${taken} on ${machine}. To repeat: \`npm run bench\`; this page: \`npm run bench -- --page docs/bench.md\`.`,
    "Budgets are those of the design. Timings on a shared machine vary; requests, units and prices do not.",
  ];
  await writeFile(values.page, describeParts(parts, head));
}
