import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../src/aws/item.ts";
import { fromItem } from "../../src/aws/item.ts";
import type { Channel } from "../../src/core/channels/channels.ts";
import type { Delivery, Ports, Wake } from "../../src/core/ports.ts";
import { MINUTE, parseInstant } from "../../src/core/time/instant.ts";
import type { Dynamo } from "../contract/dynamo-emulator.ts";
import { currentEngine } from "./engine.ts";
import {
  openWorld,
  type Pending,
  plan,
  type Story,
  type Tables,
  type World,
} from "./play-world.ts";
import { recorded } from "./world-events.ts";
import type { Version } from "./world-files.ts";

/** What went through queues and what was in them, as `queues.json` keeps it. */
export interface Queues {
  readonly pending: readonly {
    readonly queue: Pending["queue"];
    readonly due: string;
    readonly body: string;
  }[];
  readonly schedules: readonly { readonly Target: { readonly Input: string } }[];
  readonly queued: readonly { readonly MessageBody: string }[];
  readonly executions: readonly { readonly input: string }[];
  readonly wentOn: readonly { readonly output: string }[];
  readonly bus: readonly { readonly Entries: readonly { readonly Detail: string }[] }[];
  readonly deadLetters: readonly { readonly body: string; readonly reason: string }[];
  readonly optOut: readonly {
    readonly url: string;
    readonly says: {
      readonly message: string;
      readonly customer: string;
      readonly channel: Channel;
      readonly purpose: string;
    };
  }[];
}

function read(version: Version, file: string): string {
  return readFileSync(join(import.meta.dirname, version, file), "utf8");
}

/** The items of a table, as DynamoDB holds them. */
export function readItems(version: Version, table: keyof Tables): Item[] {
  const lines = read(version, `${table}.jsonl`).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Item);
}

export function readQueues(version: Version): Queues {
  return JSON.parse(read(version, "queues.json")) as Queues;
}

export function readStory(version: Version): Story {
  return JSON.parse(read(version, "story.json")) as Story;
}

/** New tables that hold what a version left. */
export async function fillTables(version: Version, dynamo: Dynamo): Promise<Tables> {
  const tables = {
    customers: await dynamo.customers(),
    timeline: await dynamo.timeline(),
    catalog: await dynamo.catalog(),
  };
  for (const name of ["customers", "timeline", "catalog"] as const) {
    const { client, table } = tables[name];
    const puts = readItems(version, name).map((item) =>
      client.send(new PutItemCommand({ TableName: table, Item: item })),
    );
    await Promise.all(puts);
  }
  return tables;
}

/**
 * The world of a version at the moment that its items were recorded, in the hands of today's code: the
 * tables as they were, what was in queues and on schedules, and runs that wait under the tokens of
 * the version's last turns.
 */
export function takeOver(version: Version, tables: Tables): World {
  const tokens = new Set(
    readItems(version, "timeline").flatMap((item) => {
      const { token } = fromItem(item);
      return typeof token === "string" ? [token] : [];
    }),
  );
  const world = openWorld({
    engine: currentEngine,
    tables,
    start: recorded,
    wrap: (ports) => ({ ...ports, runs: withTokens(ports.runs, tokens) }),
  });
  plan(world.runtime, readQueues(version).pending.map(parsePending));
  return world;
}

/** Runs that began before: the first use of a token lets its run go on. */
function withTokens(runs: Ports["runs"], tokens: Set<string>): Ports["runs"] {
  return {
    ...runs,
    async goOn(token, next) {
      if (!tokens.delete(token)) return runs.goOn(token, next);
      await runs.start(next);
      return "went-on";
    },
    end: async (token) => (tokens.delete(token) ? "ended" : runs.end(token)),
    anyUnderWay: async () => true,
  };
}

function parsePending({ queue, due, body }: Queues["pending"][number]): Pending {
  const when = Math.max(parseInstant(due) ?? 0, recorded + MINUTE);
  switch (queue) {
    case "wake":
      return { queue, due: when, body: JSON.parse(body) as Wake };
    case "deliver":
      return { queue, due: when, body: JSON.parse(body) as Delivery };
    case "intake":
      return { queue, due: when, body };
  }
}
