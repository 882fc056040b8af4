import type { SetAsides } from "../../core/ports.ts";
import { nameOfAside, type SetAside } from "../../core/set-aside/set-aside.ts";
import { attentionOf } from "./attention.ts";
import { createTimelineTable, type TimelineConfig, timeToLive } from "./timeline-table.ts";

function sortKeyOf(aside: SetAside): string {
  return `aside#${aside.customer}-${nameOfAside(aside)}`;
}

/** Customers that passes set aside, as `aside#<customer>-<pass>`. The newest stays; none expires. */
export function createSetAsides(config: TimelineConfig): SetAsides {
  const timeline = createTimelineTable(config);
  return {
    async put(aside) {
      const { customer, ...said } = aside;
      const record = { ...said, ...attentionOf("set-aside", customer, aside.at) };
      await timeline.overwrite(customer, sortKeyOf(aside), record);
    },
    async remove(aside) {
      const now = config.clock.now();
      await timeline.update(aside.customer, sortKeyOf(aside), ({ name, value }) => ({
        update: `SET ${name("ttl")} = ${value(timeToLive(now))} REMOVE ${name("attention")}, ${name("attentionAt")}`,
        // A newer one under its name stays.
        condition: `${name("at")} = ${value(aside.at)}`,
      }));
    },
  };
}
