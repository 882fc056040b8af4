import { DescribeContinuousBackupsCommand, DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { createDynamoClient } from "../../src/aws/dynamo-client.ts";
import type { Stage } from "../stage/stage.ts";
import type { Access } from "./access.ts";
import { attempt, expectTold, type Reading } from "./reading.ts";

export interface TableFact {
  readonly title: "customers" | "timeline" | "catalog" | "addresses";
  readonly name: string;
  readonly status: string;
  readonly deletionProtection: boolean;
  readonly pointInTimeRecovery: boolean;
  /** As DynamoDB counts them, some 6 h ago. */
  readonly items: number;
}

const tables = [
  { title: "customers", output: "CustomersTable" },
  { title: "timeline", output: "TimelineTable" },
  { title: "catalog", output: "CatalogTable" },
  { title: "addresses", output: "AddressesTable" },
] as const;

export async function readTables(
  stage: Pick<Stage, "output">,
  access: Access,
): Promise<readonly { readonly title: string; readonly fact: Reading<TableFact> }[]> {
  const client = createDynamoClient(access);
  return Promise.all(
    tables.map(async ({ title, output }) => {
      const fact = await attempt(async () => {
        const name = stage.output(output);
        const [table, backups] = await Promise.all([
          client.send(new DescribeTableCommand({ TableName: name })),
          client.send(new DescribeContinuousBackupsCommand({ TableName: name })),
        ]);
        const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
        return {
          title,
          name,
          status: expectTold(table.Table?.TableStatus, "TableStatus"),
          deletionProtection: table.Table?.DeletionProtectionEnabled ?? false,
          pointInTimeRecovery:
            expectTold(recovery?.PointInTimeRecoveryStatus, "PointInTimeRecoveryStatus") ===
            "ENABLED",
          items: table.Table?.ItemCount ?? 0,
        };
      });
      return { title, fact };
    }),
  );
}
