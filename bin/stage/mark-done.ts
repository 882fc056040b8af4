import {
  createTimelineTable,
  type TimelineConfig,
  timeToLive,
} from "../../src/aws/timeline/timeline-table.ts";
import { customerKeyOf } from "../../src/core/customers/customer.ts";

/**
 * Takes a message, a task or an event off the attention list: somebody has seen to it. A task is then
 * done, and expires like anything else that is over.
 */
export async function markDone(
  config: TimelineConfig,
  id: string,
): Promise<"done" | "not-listed" | "failed-run"> {
  const timeline = createTimelineTable(config);
  const key = customerKeyOf(id);
  const now = config.clock.now();
  const task = await timeline.update(key, `task#${id}`, ({ name, value }) => ({
    update:
      `SET ${name("state")} = ${value("done")}, ${name("done")} = ${value(now)}, ` +
      `${name("ttl")} = ${value(timeToLive(now))} REMOVE ${name("attention")}, ${name("attentionAt")}`,
    condition: `attribute_exists(${name("attention")})`,
  }));
  if (task) return "done";
  const message = await timeline.update(key, `message#${id}`, ({ name, value }) => ({
    update: `REMOVE ${name("attention")}, ${name("attentionAt")}`,
    // One that is held comes back to the list by itself, so only what is over can be done with.
    condition: `attribute_exists(${name("attention")}) AND ${name("state")} <> ${value("held")}`,
  }));
  if (message) return "done";
  const event = await timeline.update(key, `event#${id}`, ({ name }) => ({
    update: `REMOVE ${name("attention")}, ${name("attentionAt")}`,
    condition: `attribute_exists(${name("attention")})`,
  }));
  if (event) return "done";
  const aside = await timeline.update(key, `aside#${id}`, ({ name, value }) => ({
    update: `SET ${name("ttl")} = ${value(timeToLive(now))} REMOVE ${name("attention")}, ${name("attentionAt")}`,
    condition: `attribute_exists(${name("attention")})`,
  }));
  if (aside) return "done";
  const run = await timeline.find(key, `enrollment#${id}`);
  return run?.attention === undefined ? "not-listed" : "failed-run";
}
