import type { Clock } from "../../core/ports.ts";
import { DAY, type Instant, SECOND } from "../../core/time/instant.ts";
import type { Expression } from "../expression.ts";
import { createTable, type TableConfig } from "../table.ts";

export interface TimelineConfig extends TableConfig {
  readonly clock: Clock;
}

/** A year-on-year comparison looks at 13 months: 396 days, and a few for reports that run late. */
const keptFor = 400 * DAY;

/** Epoch seconds, as DynamoDB's time to live wants them: 400 days after `from`. */
export function timeToLive(from: Instant): number {
  return Math.ceil((from + keptFor) / SECOND);
}

/** A record's own attributes. Those of the table's key are not among them: two of a name would be one. */
type Attributes = Readonly<Record<string, unknown>> & { key?: never; sk?: never };

export interface TimelineTable {
  /** Strongly consistent. An expired record is gone, though DynamoDB takes days to delete it. */
  find(key: string, sk: string): Promise<Record<string, unknown> | undefined>;
  /** All whose `sk` begins so, each as {@link find} gives it, with its `sk`. */
  list(key: string, prefix: string): Promise<(Record<string, unknown> & { sk: string })[]>;
  /** The first of a partition of an index: keys, and what the index keeps of the records. */
  first(
    index: string,
    attribute: string,
    value: string,
    most: number,
  ): Promise<(Record<string, unknown> & { key: string; sk: string })[]>;
  /** Adds a record unless there is one under its key already. */
  create(key: string, sk: string, record: Attributes): Promise<void>;
  /** Writes a record over what is there, where the condition holds. */
  replace(
    key: string,
    sk: string,
    record: Attributes,
    condition: (expression: Expression) => string,
  ): Promise<void>;
  /** Writes a record over whatever is there. */
  overwrite(key: string, sk: string, record: Attributes): Promise<void>;
  /** @returns whether the condition held */
  update(
    key: string,
    sk: string,
    build: (expression: Expression) => { update: string; condition: string },
  ): Promise<boolean>;
}

/** The `timeline` table: everything about a customer beside the item, under `key` and `sk`. */
export function createTimelineTable({ clock, ...config }: TimelineConfig): TimelineTable {
  const table = createTable(config);
  const isOver = (ttl: unknown) => typeof ttl === "number" && ttl * SECOND <= clock.now();
  return {
    async find(key, sk) {
      const item = await table.get({ key, sk });
      if (item === undefined) return undefined;
      const { key: _key, sk: _sk, ttl, ...record } = item;
      return isOver(ttl) ? undefined : record;
    },
    async list(key, prefix) {
      const items = await table.list("key", key, { attribute: "sk", prefix });
      return items.flatMap((item) => {
        const { key: _key, ttl, ...record } = item as { key: unknown; ttl?: unknown; sk: string };
        return isOver(ttl) ? [] : [record];
      });
    },
    async first(index, attribute, value, most) {
      const items = await table.first(index, attribute, value, most);
      return items as (Record<string, unknown> & { key: string; sk: string })[];
    },
    async create(key, sk, record) {
      const isNew = (expression: Expression) => `attribute_not_exists(${expression.name("sk")})`;
      await table.put({ ...record, key, sk }, isNew);
    },
    async replace(key, sk, record, condition) {
      await table.put({ ...record, key, sk }, condition);
    },
    async overwrite(key, sk, record) {
      await table.put({ ...record, key, sk });
    },
    update: (key, sk, build) => table.update({ key, sk }, build),
  };
}
