import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
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
import { BadOption, type Options, type PartName, readOptions, usage } from "./options.ts";
import type { Part } from "./part.ts";
import { printParts } from "./print-parts.ts";
import { measureSweep } from "./sweep/measure-sweep.ts";
import { writePage } from "./write-page.ts";

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

async function measure(only: readonly PartName[]): Promise<Part[]> {
  const parts: Part[] = [];
  const has = (name: PartName) => only.includes(name);
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
  if (has("sweep")) parts.push(await measureSweep());
  if (has("bundles")) parts.push(await measureBundles());
  return parts;
}

/** The parts asked for, and what else is to be kept of them. */
interface Taken {
  readonly parts: Part[];
  readonly record?: object;
}

async function take({ deployed, only }: Options): Promise<Taken> {
  if (!deployed) return { parts: await measure(only) };
  const { part, record } = await measureDeployed();
  return { parts: [part], record };
}

async function keep({ parts, record }: Taken, { deployed, json, page }: Options): Promise<void> {
  const machine = describeMachine();
  const taken = new Date().toISOString().slice(0, 10);
  console.log([`${machine}; ${taken}`, "", ...printParts(parts)].join("\n"));

  const file = fileURLToPath(new URL(`../${json}`, import.meta.url));
  await mkdir(fileURLToPath(new URL("out/", import.meta.url)), { recursive: true });
  await writeFile(file, `${JSON.stringify({ taken, machine, parts, ...record }, undefined, 2)}\n`);
  if (page === undefined) return;
  const options = deployed ? " -- --deployed" : "";
  const how = `Taken ${taken} on ${machine}; to repeat: \`npm run bench${options}\`.`;
  writePage(page, { parts, how });
}

/**
 * Measures every budget of the design that can be measured on one machine and prints one table; with
 * `--deployed` the bill alone, counted in a stage that is deployed for it.
 * Never a test: a figure taken on a busy machine may miss its budget, and a person looks at it.
 */
try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else await keep(await take(options), options);
} catch (error) {
  if (!(error instanceof MissingTool || error instanceof BadOption)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
