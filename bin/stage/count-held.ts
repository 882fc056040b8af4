import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { callService } from "../../src/aws/failure.ts";
import type { TableConfig } from "../../src/aws/table.ts";
import { attentionShards } from "../../src/aws/timeline/attention.ts";
import { channels } from "../../src/core/channels/channels.ts";
import { type GateKey, gateKey } from "../../src/core/definitions/gate.ts";
import { drainingGates, type PauseFlags } from "../../src/core/definitions/pause.ts";
import { heldIndex } from "../../src/names.ts";

export interface HeldCount {
  readonly gate: GateKey;
  readonly count: number;
  /** There are more than could be counted cheaply. */
  readonly more: boolean;
}

/**
 * How many messages wait at the gates that are closed or still let some go: one page of each shard
 * (1 MB, some ten thousand messages). Nothing is read while no gate is.
 */
export async function countHeld(
  timeline: TableConfig,
  { all, journeys, channels: paused, gates = {}, draining }: PauseFlags,
): Promise<readonly HeldCount[]> {
  const closed = channels.filter(
    (channel) => all !== undefined || paused[channel] !== undefined || gates[channel] !== undefined,
  );
  const asked = new Set<GateKey>([
    ...closed.map((channel) => gateKey(channel)),
    ...Object.keys(journeys).flatMap((journey) =>
      channels.map((channel) => gateKey(channel, journey)),
    ),
    ...drainingGates({ rev: 0, journeys, channels: paused, draining }, channels),
  ]);
  const counts = await Promise.all([...asked].map((gate) => countAt(timeline, gate)));
  return counts.filter(({ count }) => count > 0);
}

async function countAt({ client, table }: TableConfig, gate: GateKey): Promise<HeldCount> {
  const pages = await Promise.all(
    Array.from({ length: attentionShards }, (_, shard) => {
      const command = new QueryCommand({
        TableName: table,
        IndexName: heldIndex,
        KeyConditionExpression: "gate = :gate",
        ExpressionAttributeValues: { ":gate": { S: `${gate}#${shard}` } },
        Select: "COUNT",
      });
      return callService("StoreUnavailable", `Query of ${table}`, () => client.send(command));
    }),
  );
  return {
    gate,
    count: pages.reduce((sum, { Count = 0 }) => sum + Count, 0),
    more: pages.some(({ LastEvaluatedKey }) => LastEvaluatedKey !== undefined),
  };
}
