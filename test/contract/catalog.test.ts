import { describe } from "vitest";
import { createCatalog } from "../../src/aws/catalog/catalog.ts";
import { createPublications } from "../../src/aws/catalog/publications.ts";
import { createLocalCatalog } from "../../src/local/catalog.ts";
import { catalogContract } from "./catalog-contract.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";

describe("the catalog in memory", () => {
  catalogContract(async () => createLocalCatalog());
});

describe.skipIf(isWithoutDynamo())("the catalog on DynamoDB", () => {
  const dynamo = useDynamo();
  catalogContract(async (clock) => {
    const table = await dynamo.catalog();
    return { catalog: createCatalog({ ...table, clock }), publications: createPublications(table) };
  });
});
