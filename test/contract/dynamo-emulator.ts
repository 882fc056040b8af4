import { afterAll, beforeAll } from "vitest";
import type { TableConfig } from "../../src/aws/table.ts";
import { type DynamoEmulator, emulatorPackage, findEmulator, startDynamo } from "./start-dynamo.ts";

/** Tables as the stack makes them, each new and empty. */
export interface Dynamo {
  customers(): Promise<TableConfig>;
  addresses(): Promise<TableConfig>;
  timeline(): Promise<TableConfig>;
  catalog(): Promise<TableConfig>;
}

const missing = `No DynamoDB emulator: the package ${emulatorPackage} is not installed.`;

/**
 * Whether suites on DynamoDB are to be skipped: no emulator is installed, and this is not CI. Says
 * so loudly. In CI they run and fail, so that nobody takes a skip for a pass.
 */
export function isWithoutDynamo(): boolean {
  if (findEmulator() !== undefined) return false;
  console.error(`NOT RUN: what holds on DynamoDB. ${missing} \`npm ci\` installs it.`);
  return process.env.CI === undefined || process.env.CI === "";
}

/** Starts an emulator for the suite that calls this and stops it after; its tables are on demand. */
export function useDynamo(): Dynamo {
  let emulator: DynamoEmulator | undefined;
  beforeAll(async () => {
    const binary = findEmulator();
    if (binary === undefined) throw new Error(missing);
    emulator = await startDynamo(binary);
  });
  afterAll(() => emulator?.stop());
  const running = () => {
    if (emulator === undefined) throw new Error("tables exist inside tests only");
    return emulator;
  };
  return {
    customers: async () => running().customers(),
    addresses: async () => running().addresses(),
    timeline: async () => running().timeline(),
    catalog: async () => running().catalog(),
  };
}
