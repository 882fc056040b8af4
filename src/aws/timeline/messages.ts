import { customerKeyOf } from "../../core/customers/customer.ts";
import { channelOfGate } from "../../core/definitions/gate.ts";
import type { Message } from "../../core/messages/message.ts";
import type { MessageChange, Messages } from "../../core/ports.ts";
import type { Why } from "../../core/reasons/reason.ts";
import type { Instant } from "../../core/time/instant.ts";
import { heldIndex } from "../../names.ts";
import type { Expression } from "../expression.ts";
import { attentionOfMessage, attentionShards, shardOf } from "./attention.ts";
import { createTimelineTable, type TimelineConfig, timeToLive } from "./timeline-table.ts";

/** Messages as `message#<id>`, kept 400 days from when they are sent or expire at the latest. */
export function createMessages(config: TimelineConfig): Messages {
  const timeline = createTimelineTable(config);
  return {
    async create({ id, ...order }) {
      await timeline.create(customerKeyOf(id), messageSk(id), {
        ...order,
        state: "queued",
        at: order.created,
        // A report is set inside this map, so the map has to be there.
        reports: {},
        ttl: timeToLive(Math.max(order.created, order.expires)),
      });
    },
    async find(id) {
      const found = await timeline.find(customerKeyOf(id), messageSk(id));
      return found === undefined ? undefined : messageOf(id, found);
    },
    async list(key) {
      const found = await timeline.list(key, messageSk(""));
      return found.map(({ sk, ...record }) => messageOf(sk.slice(messageSk("").length), record));
    },
    async advance(id, from, change, since) {
      return timeline.update(customerKeyOf(id), messageSk(id), (expression) => {
        const { name, value } = expression;
        const states = `${name("state")} IN (${from.map(value).join(", ")})`;
        return {
          update: changeOf(id, change, expression),
          condition: since === undefined ? states : `${states} AND ${name("at")} = ${value(since)}`,
        };
      });
    },
    async atGate(gate, most) {
      const shards = await Promise.all(
        Array.from({ length: attentionShards }, (_, shard) =>
          timeline.first(heldIndex, "gate", `${gate}#${shard}`, most),
        ),
      );
      const ordered = shards.flat().map((item) => ({ item, order: String(item["gateOrder"]) }));
      return ordered
        .toSorted((a, b) => (a.order < b.order ? -1 : 1))
        .slice(0, most)
        .map(({ item: { sk, at, expires, reason } }) => ({
          id: sk.slice(messageSk("").length),
          channel: channelOfGate(gate),
          at: at as Instant,
          expires: expires as Instant,
          ...(reason !== undefined && { reason: reason as Why }),
        }));
    },
    async report(id, report, at, { reason, bounce } = {}) {
      return timeline.update(customerKeyOf(id), messageSk(id), ({ name, value }) => {
        const path = `${name("reports")}.${name(report)}`;
        const sets = [`${path} = ${value(at)}`];
        if (reason !== undefined) sets.push(`${name("reason")} = ${value(reason)}`);
        if (bounce !== undefined) sets.push(`${name("bounce")} = ${value(bounce)}`);
        return {
          update: `SET ${sets.join(", ")}`,
          condition: `attribute_exists(${name("sk")}) AND attribute_not_exists(${path})`,
        };
      });
    },
  };
}

function messageOf(id: string, record: Readonly<Record<string, unknown>>): Message {
  const { reports, attention: _attention, attentionAt: _at, gate, gateOrder, ...message } = record;
  const none = Object.keys(reports as object).length === 0;
  const atGate =
    gate === undefined ? undefined : { gate: gateOf(gate as string), order: gateOrder };
  return {
    ...message,
    id,
    ...(none ? {} : { reports }),
    ...(atGate !== undefined && { atGate }),
  } as unknown as Message;
}

/** `<gate>#<shard>` without the shard. */
function gateOf(partition: string): string {
  return partition.slice(0, partition.lastIndexOf("#"));
}

function messageSk(id: string): string {
  return `message#${id}`;
}

/** What belongs to one state and goes with it; where it went, when and as what it went stay. */
const ofTheState = ["reason", "until", "attention", "attentionAt", "gate", "gateOrder"] as const;

function changeOf(id: string, change: MessageChange, { name, value }: Expression): string {
  const { atGate, ...rest } = change;
  const next: Record<string, unknown> = {
    ...rest,
    ...attentionOfMessage(id, change),
    ...(atGate !== undefined && {
      gate: `${atGate.gate}#${shardOf(id)}`,
      gateOrder: atGate.order,
    }),
  };
  const sets = Object.entries(next)
    .filter(([, wanted]) => wanted !== undefined)
    .map(([attribute, wanted]) => `${name(attribute)} = ${value(wanted)}`);
  const gone = ofTheState.filter((attribute) => next[attribute] === undefined).map(name);
  return `SET ${sets.join(", ")}${gone.length === 0 ? "" : ` REMOVE ${gone.join(", ")}`}`;
}
