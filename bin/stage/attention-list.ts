import { paginateQuery, QueryCommand } from "@aws-sdk/client-dynamodb";
import { callService } from "../../src/aws/failure.ts";
import { fromItem } from "../../src/aws/item.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import { type AttentionKind, attentionShards } from "../../src/aws/timeline/attention.ts";
import type { Instant } from "../../src/core/time/instant.ts";
import { attentionIndex } from "../../src/names.ts";

/** In the order in which somebody should see to them. */
export const attentionKinds = [
  "failed-enrollment",
  "unknown-message",
  "failed-message",
  "held-message",
  "set-aside",
  "open-task",
  "stopped-circle",
] as const satisfies readonly AttentionKind[];

/** A record of the timeline that is on the list. */
export interface ListedItem {
  /** Id of the enrollment, message or task. */
  readonly id: string;
  /** Since when, or of a task: until when. */
  readonly at: Instant;
  /** Its other attributes, as the timeline keeps them. */
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * What is on the list of one kind, the oldest first; eventually consistent, as the index is.
 * @param most no more than these
 */
export async function listAttention(
  timeline: TableConfig,
  kind: AttentionKind,
  most: number,
): Promise<{ readonly items: readonly ListedItem[]; readonly more: boolean }> {
  const shards = await Promise.all(
    Array.from({ length: attentionShards }, (_, shard) => {
      return readShard(timeline, `${kind}#${shard}`, most + 1);
    }),
  );
  const found = shards.flat().toSorted((one, other) => one.at - other.at);
  return { items: found.slice(0, most), more: found.length > most };
}

async function readShard(
  { client, table }: TableConfig,
  partition: string,
  most: number,
): Promise<ListedItem[]> {
  const input = { ...queryOf(table, partition), Limit: most };
  return callService("StoreUnavailable", `Query of ${table}`, async () => {
    const items: ListedItem[] = [];
    for await (const page of paginateQuery({ client }, input)) {
      items.push(...(page.Items ?? []).map((item) => listed(fromItem(item))));
      if (items.length >= most) break;
    }
    return items.slice(0, most);
  });
}

function listed({ sk, attentionAt, ...record }: Record<string, unknown>): ListedItem {
  const id = String(sk).split("#").at(-1) ?? "";
  return { id, at: Number(attentionAt), record };
}

/** How many are on the list; where there are too many to count cheaply, at least so many. */
export interface AttentionCount {
  readonly count: number;
  readonly more: boolean;
}

/** Counts what one page of each shard holds (1 MB, some thousand items): 8 reads, whatever happened. */
export async function countAttention(
  { client, table }: TableConfig,
  kind: AttentionKind,
): Promise<AttentionCount> {
  const pages = await Promise.all(
    Array.from({ length: attentionShards }, (_, shard) => {
      const input = { ...queryOf(table, `${kind}#${shard}`), Select: "COUNT" as const };
      return callService("StoreUnavailable", `Query of ${table}`, () =>
        client.send(new QueryCommand(input)),
      );
    }),
  );
  return {
    count: pages.reduce((sum, { Count = 0 }) => sum + Count, 0),
    more: pages.some(({ LastEvaluatedKey }) => LastEvaluatedKey !== undefined),
  };
}

function queryOf(table: string, partition: string) {
  return {
    TableName: table,
    IndexName: attentionIndex,
    KeyConditionExpression: "attention = :partition",
    ExpressionAttributeValues: { ":partition": { S: partition } },
  };
}
