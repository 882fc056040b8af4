import { hashShare } from "../hash.ts";
import { chooseChannel } from "../messages/choose-channel.ts";
import { type Hours, judgeHours } from "../messages/send-rules.ts";
import { nextDateOccurrence } from "../time/date-offset.ts";
import { addDuration, formatDuration } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { formatTimeOfDay } from "../time/local-clock.ts";
import { spreadOpening } from "../time/quiet-hours.ts";
import { instantOf, localDay } from "../time/zone.ts";
import type { WaitNode } from "./program.ts";
import type { Turn } from "./turn.ts";

/** What a wait is planned by: a turn, or whoever plans for an enrollment that stands at it. */
export type Planning = Pick<Turn, "definitions" | "journey" | "customer" | "enrollment" | "now">;

/** When it is over and what it waits for; or why there is nothing to wait for. */
export type Planned = { due: Instant; what: string } | { because: string; missed: boolean };

/** When a wait that begins `now` is over, by the customer as it is. */
export function planWait(turn: Planning, node: WaitNode, zone: string): Planned {
  const { until } = node;
  const { now } = turn;
  switch (until.kind) {
    case "for":
      return { due: addDuration(now, until.duration, zone), what: formatDuration(until.duration) };
    case "time": {
      // Strictly the next one. A wait that begins as the clock shows that time waits for tomorrow's:
      // in a repeat it has just waited for today's, and a wake on time or 60 s late decides alike.
      const day = localDay(now, zone);
      const today = instantOf(day, until.minute, zone);
      const due = today > now ? today : instantOf(day + 1, until.minute, zone);
      return { due, what: formatTimeOfDay(until.minute) };
    }
    case "send-window":
      return planWindow(turn, node, zone);
    case "date": {
      const date = turn.customer.attributes[until.attribute];
      if (typeof date !== "string") return { because: `no date ${until.attribute}`, missed: true };
      const { attribute, offset, rule, yearly, minute } = until;
      const as = turn.definitions.settings.readAs(attribute);
      const next = nextDateOccurrence({
        date,
        rule,
        as,
        offset,
        atMinute: minute,
        yearly,
        zone,
        now,
      });
      if ("problem" in next)
        return { because: `${until.attribute}: ${next.problem}`, missed: true };
      if ("past" in next) return { because: `${until.attribute} is past`, missed: true };
      return { due: next.at, what: until.attribute };
    }
  }
}

/** Until the next send may go out, by the channel that it would take now. */
function planWindow(turn: Planning, node: WaitNode, zone: string): Planned {
  const hours = hoursOfNext(turn, node, zone);
  switch (hours.kind) {
    case "open":
      return { because: "the send window is open", missed: false };
    case "never":
      return { because: "the send window never opens", missed: true };
    case "closed": {
      const share = hashShare("spread", turn.enrollment.id);
      return { due: spreadOpening(hours.opens, hours.closes, share), what: "the send window" };
    }
  }
}

/** Where no send follows, or it has no channel yet, those of the window alone: mail has no others. */
function hoursOfNext(turn: Planning, { next }: WaitNode, zone: string): Hours {
  const { customer, journey, definitions, now } = turn;
  if (next?.kind === "send") {
    const chosen = chooseChannel(turn, next);
    if (chosen.kind === "chosen") return chosen.hours;
  }
  const purpose = next?.kind === "send" ? next.purpose : journey.purpose;
  const message = {
    channel: "email",
    purpose,
    anyTime: false,
    window: journey.sendWindow,
  } as const;
  return judgeHours(message, customer, zone, definitions, now);
}
