import { describe } from "vitest";
import { createBackfills } from "../../src/aws/catalog/backfills.ts";
import { createLocalBackfills } from "../../src/local/backfills.ts";
import { backfillsContract } from "./backfills-contract.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";

describe("in memory", () => {
  backfillsContract(async () => {
    const backfills = createLocalBackfills();
    return () => backfills;
  });
});

describe.skipIf(isWithoutDynamo())("on DynamoDB", () => {
  const dynamo = useDynamo();

  backfillsContract(async () => {
    const table = await dynamo.catalog();
    return () => createBackfills(table);
  });
});
