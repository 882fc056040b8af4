import { customerKeyOf } from "../../core/customers/customer.ts";
import type { Turns } from "../../core/ports.ts";
import type { TurnRecord } from "../../core/timeline/records.ts";
import { createTimelineTable, type TimelineConfig, timeToLive } from "./timeline-table.ts";

/**
 * Attempts at turns as `turn#<hash of the enrollment>#<ref>`. Kept 400 days from the turn or from
 * the due of its wait, whichever is later: the token that ends a wait of years is in here.
 */
export function createTurns(config: TimelineConfig): Turns {
  const timeline = createTimelineTable(config);
  return {
    async record({ enrollment, ref, ...turn }) {
      const due = turn.next.kind === "wait" ? turn.next.due : turn.at;
      const ttl = timeToLive(Math.max(turn.at, due));
      await timeline.create(customerKeyOf(enrollment), turnSk(enrollment, ref), { ...turn, ttl });
    },
    async find(enrollment, ref) {
      const found = await timeline.find(customerKeyOf(enrollment), turnSk(enrollment, ref));
      return found === undefined ? undefined : ({ ...found, enrollment, ref } as TurnRecord);
    },
    async renewToken(enrollment, ref, token, began) {
      const sk = turnSk(enrollment, ref);
      // Refused where a later attempt's token is in place, or no record: both leave nothing to do.
      await timeline.update(customerKeyOf(enrollment), sk, ({ name, value }) => ({
        update: `SET ${name("token")} = ${value(token)}, ${name("began")} = ${value(began)}`,
        condition: `${name("began")} <= ${value(began)}`,
      }));
    },
  };
}

/** The enrollment's key is the partition; of its id the hash is left. */
function turnSk(enrollment: string, ref: string): string {
  return `turn#${enrollment.slice(17)}#${ref}`;
}
