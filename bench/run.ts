import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  type DynamoEmulator,
  emulatorPackage,
  findEmulator,
  startDynamo,
} from "../test/contract/start-dynamo.ts";
import { MissingTool } from "../test/rehearsal/orchestrate/python.ts";
import { measureBundles } from "./bundles/measure-bundles.ts";
import { measureCore } from "./core/measure-core.ts";
import { measureBill } from "./cost/measure-bill.ts";
import { measureRequests } from "./cost/measure-requests.ts";
import { measureCpu } from "./cpu/measure-cpu.ts";
import { measureDeployed } from "./deployed/measure-deployed.ts";
import { measureEmbedded } from "./embedded/measure-embedded.ts";
import { describeMachine } from "./machine.ts";
import type { Part } from "./part.ts";
import { printParts } from "./print-parts.ts";
import { writePage } from "./write-page.ts";

/**
 * Measures every budget of the design that can be measured on one machine and prints one table; with
 * `--deployed` the bill alone, counted in a stage that is deployed for it.
 * Never a test: a figure taken on a busy machine may miss its budget, and a person looks at it.
 */
const names = ["requests", "bill", "core", "cpu", "embedded", "bundles"] as const;
type Name = (typeof names)[number];

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    deployed: { type: "boolean", default: false },
    json: { type: "string" },
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

/** The parts asked for, and what else is to be kept of them. */
async function take(): Promise<{ parts: Part[]; record?: object }> {
  if (!values.deployed) return { parts: await measure(wanted()) };
  if (values.only !== undefined) throw new RangeError("--deployed measures one thing: no --only");
  const { part, record } = await measureDeployed();
  return { parts: [part], record };
}

async function keep({ parts, record }: { parts: Part[]; record?: object }): Promise<void> {
  const machine = describeMachine();
  const taken = new Date().toISOString().slice(0, 10);
  console.log([`${machine}; ${taken}`, "", ...printParts(parts)].join("\n"));

  const name = values.json ?? `bench/out/${values.deployed ? "deployed" : "bench"}.json`;
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  await mkdir(fileURLToPath(new URL("out/", import.meta.url)), { recursive: true });
  await writeFile(file, `${JSON.stringify({ taken, machine, parts, ...record }, undefined, 2)}\n`);
  if (values.page === undefined) return;
  const options = values.deployed ? " -- --deployed" : "";
  const how = `Taken ${taken} on ${machine}; to repeat: \`npm run bench${options}\`.`;
  writePage(values.page, { parts, how });
}

try {
  await keep(await take());
} catch (error) {
  if (!(error instanceof MissingTool)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
