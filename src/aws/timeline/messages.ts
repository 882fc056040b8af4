import { customerKeyOf } from "../../core/customers/customer.ts";
import type { Message } from "../../core/messages/message.ts";
import type { MessageChange, Messages } from "../../core/ports.ts";
import type { Expression } from "../expression.ts";
import { attentionOfMessage } from "./attention.ts";
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
    async advance(id, from, change) {
      return timeline.update(customerKeyOf(id), messageSk(id), (expression) => ({
        update: changeOf(id, change, expression),
        condition: `${expression.name("state")} IN (${from.map(expression.value).join(", ")})`,
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
  const { reports, attention: _attention, attentionAt: _at, ...message } = record;
  const none = Object.keys(reports as object).length === 0;
  return { ...message, id, ...(none ? {} : { reports }) } as unknown as Message;
}

function messageSk(id: string): string {
  return `message#${id}`;
}

/** What belongs to one state and goes with it; where it went, when and as what it went stay. */
const ofTheState = ["reason", "until", "attention", "attentionAt"] as const;

function changeOf(id: string, change: MessageChange, { name, value }: Expression): string {
  const next: Record<string, unknown> = { ...change, ...attentionOfMessage(id, change) };
  const sets = Object.entries(next)
    .filter(([, wanted]) => wanted !== undefined)
    .map(([attribute, wanted]) => `${name(attribute)} = ${value(wanted)}`);
  const gone = ofTheState.filter((attribute) => next[attribute] === undefined).map(name);
  return `SET ${sets.join(", ")}${gone.length === 0 ? "" : ` REMOVE ${gone.join(", ")}`}`;
}
