import { type Customer, type CustomerKey, customerKeyOf } from "../../core/customers/customer.ts";
import { printReason } from "../../core/reasons/reason.ts";
import type { Instant } from "../../core/time/instant.ts";
import type { TimelineWrite } from "../timeline.ts";
import type { PassedExit } from "./passed-exits.ts";

/** What was written about one customer, in order. */
export interface Story {
  readonly key: CustomerKey;
  readonly writes: Told[];
}

/** A write, when it was made, and the journey that it belongs to, if any. */
export interface Told {
  readonly at: Instant;
  readonly write: TimelineWrite;
  readonly journey: string;
  /** The runs that an event did not end because its key differs. @default none */
  readonly passed?: readonly PassedExit[];
}

export interface Storyteller {
  take(told: Told): void;
  of(key: CustomerKey): Story | undefined;
  all(): IterableIterator<Story>;
}

/** So many customers are watched to choose one from. */
const candidates = 300;
/** A story longer than this is no pleasure to read. */
const longest = 90;

/**
 * Keeps what is written about one customer, or else about the first few that come: memory must not
 * grow with events, so a story that grows too long to be told is let go.
 */
export function createStoryteller(about: CustomerKey | undefined): Storyteller {
  const stories = new Map<CustomerKey, Story>();
  const tooLong = new Set<CustomerKey>();
  const begin = (key: CustomerKey): Story | undefined => {
    const full = stories.size + tooLong.size >= candidates || tooLong.has(key);
    if (about === undefined ? full : key !== about) return undefined;
    const story: Story = { key, writes: [] };
    stories.set(key, story);
    return story;
  };
  return {
    take(told) {
      const key = keyOf(told.write);
      const story = stories.get(key) ?? begin(key);
      if (story === undefined) return;
      story.writes.push(told);
      if (about !== undefined || story.writes.length <= longest) return;
      stories.delete(key);
      tooLong.add(key);
    },
    of: (key) => stories.get(key),
    all: () => stories.values(),
  };
}

function keyOf(write: TimelineWrite): CustomerKey {
  switch (write.kind) {
    case "event":
      return write.key;
    case "turn":
      return customerKeyOf(write.record.enrollment);
    case "enrollment":
    case "message":
    case "task":
    case "offer":
      return customerKeyOf(write.record.id);
  }
}

/** The story that shows the most kinds of things; of equals, the shortest, then by customer. */
export function chooseStory(
  stories: Iterable<Story>,
  customers: (key: CustomerKey) => Customer | undefined,
): Story | undefined {
  const ranked = [...stories].map((story) => {
    return { story, worth: countKinds(story), id: customers(story.key)?.id ?? "" };
  });
  ranked.sort(
    (a, b) =>
      b.worth - a.worth || a.story.writes.length - b.story.writes.length || (a.id < b.id ? -1 : 1),
  );
  return ranked[0]?.story;
}

/** How many different things happened: journeys entered, reasons, ends, states of messages. */
function countKinds({ writes }: Story): number {
  const kinds = new Set<string>();
  for (const { write } of writes) {
    switch (write.kind) {
      case "event":
        for (const { kind, journey } of write.record.consequences) kinds.add(`${kind} ${journey}`);
        break;
      case "turn":
        for (const decision of write.record.decisions) {
          kinds.add(
            "reason" in decision
              ? `${decision.kind} ${printReason(decision.reason)}`
              : decision.kind,
          );
        }
        break;
      case "enrollment":
        kinds.add(`${write.record.state} ${write.record.ending ?? ""}`);
        break;
      case "message":
        kinds.add(`${write.record.channel} ${write.record.state}`);
        break;
      case "task":
      case "offer":
        kinds.add(write.kind);
        break;
    }
  }
  return kinds.size;
}
