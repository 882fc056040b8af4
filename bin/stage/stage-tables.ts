import { createDynamoClient } from "../../src/aws/dynamo-client.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import type { Stage } from "./stage.ts";

export interface StageTables {
  readonly customers: TableConfig;
  readonly timeline: TableConfig;
  readonly catalog: TableConfig;
}

/** The three tables of a stage, over one client. */
export function openTables(stage: Stage): StageTables {
  const client = createDynamoClient(stage.aws);
  return {
    customers: { client, table: stage.output("CustomersTable") },
    timeline: { client, table: stage.output("TimelineTable") },
    catalog: { client, table: stage.output("CatalogTable") },
  };
}
