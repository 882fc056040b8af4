import { customerKeyOf } from "../../core/customers/customer.ts";
import type { Tasks } from "../../core/ports.ts";
import { attentionOf } from "./attention.ts";
import { createTimelineTable, type TimelineConfig } from "./timeline-table.ts";

/** Tasks as `task#<id>`, listed by when they are due. An open one never expires: somebody waits. */
export function createTasks(config: TimelineConfig): Tasks {
  const timeline = createTimelineTable(config);
  return {
    async open({ id, ...task }) {
      const record = { ...task, state: "open", ...attentionOf("open-task", id, task.due) };
      await timeline.create(customerKeyOf(id), `task#${id}`, record);
    },
  };
}
