import { describe } from "vitest";
import { createCustomers } from "../../src/aws/customers.ts";
import { createLocalCustomers } from "../../src/local/customers.ts";
import { customersContract } from "./customers-contract.ts";
import { isWithoutDynamo, useDynamo } from "./dynamo-emulator.ts";

describe("customers in memory", () => {
  customersContract(async () => createLocalCustomers());
});

describe.skipIf(isWithoutDynamo())("customers on DynamoDB", () => {
  const dynamo = useDynamo();
  // 230 customers in 4 slices: several pages in each.
  customersContract(async () => createCustomers({ ...(await dynamo.customers()), pageSize: 20 }));
});
