import { customerKeyOf } from "../../core/customers/customer.ts";
import type { Enrollments } from "../../core/ports.ts";
import type { EnrollmentRecord } from "../../core/timeline/records.ts";
import type { Expression } from "../expression.ts";
import { type Attention, attentionOf } from "./attention.ts";
import { createTimelineTable, type TimelineConfig, timeToLive } from "./timeline-table.ts";

/**
 * Enrollments as `enrollment#<id>`. Only one that ended expires, 400 days after: a wait may last
 * for years, and a failed one is there until a person has resumed it. The entry's key is stored as
 * `entryKey`, since the table's own key is called `key`.
 */
export function createEnrollments(config: TimelineConfig): Enrollments {
  const timeline = createTimelineTable(config);
  return {
    async open({ id, key: entryKey, ...enrollment }) {
      await timeline.create(customerKeyOf(id), enrollmentSk(id), { ...enrollment, entryKey });
    },
    async settle({ id, key: entryKey, ...enrollment }) {
      const at = enrollment.ended ?? config.clock.now();
      const record = { ...enrollment, entryKey, ...afterlifeOf(id, enrollment.state, at) };
      await timeline.replace(customerKeyOf(id), enrollmentSk(id), record, isOpen);
    },
    async find(id) {
      const found = await timeline.find(customerKeyOf(id), enrollmentSk(id));
      if (found === undefined) return undefined;
      const { entryKey, attention: _attention, attentionAt: _at, ...record } = found;
      return { ...record, id, key: entryKey } as EnrollmentRecord;
    },
  };
}

/** The first end stays: a run that broke while its end was told has ended all the same. */
function isOpen({ name, value }: Expression): string {
  const state = name("state");
  const open = `${state} IN (${value("running")}, ${value("failed")})`;
  return `attribute_not_exists(${name("sk")}) OR ${open}`;
}

function afterlifeOf(
  id: string,
  state: EnrollmentRecord["state"],
  at: number,
): Attention | { readonly ttl?: number } {
  switch (state) {
    case "completed":
    case "exited":
      return { ttl: timeToLive(at) };
    case "failed":
      return attentionOf("failed-enrollment", id, at);
    case "running":
      return {};
  }
}

function enrollmentSk(id: string): string {
  return `enrollment#${id}`;
}
