import type { LinesOfEvent } from "../../core/imports/compile-lines.ts";
import type { EventsMap } from "../../core/imports/import-map.ts";
import type { MappedEvent } from "../../core/imports/map-event.ts";
import { createPlainColumns, type PlainColumns } from "../../core/imports/plain-columns.ts";

/** The types of an events file's columns that are read as `plain`, in properties and in lists. */
export interface EventTypes {
  /** Notes what a row says. */
  note(event: MappedEvent, where: string): void;
  /** Properties with the type of their column, once all rows are noted. */
  settle(properties: MappedEvent["properties"]): MappedEvent["properties"];
  settleLines(lines: LinesOfEvent): LinesOfEvent;
  /** Columns whose cells are not all of one type. */
  mixed(): string[];
}

export function createEventTypes({ properties = {}, lines = {} }: EventsMap): EventTypes {
  const own = createPlainColumns(properties, "properties.");
  const lists = new Map<string, PlainColumns>();
  for (const [name, rule] of Object.entries(lines)) {
    if ("list" in rule) lists.set(name, createPlainColumns(rule.list, `lines.${name}.`));
  }
  return {
    note(event, where) {
      own.note(event.properties, where);
      for (const [name, item] of Object.entries(event.lines ?? {})) {
        if (typeof item === "object") lists.get(name)?.note(item, where);
      }
    },
    settle: (values) => own.settle(values),
    settleLines(values) {
      return Object.fromEntries(
        Object.entries(values).map(([name, value]) => {
          const list = lists.get(name);
          if (list === undefined || typeof value === "number") return [name, value];
          const items = value.map((one) => (typeof one === "object" ? list.settle(one) : one));
          return [name, items];
        }),
      );
    },
    mixed: () => [own, ...lists.values()].flatMap((columns) => columns.mixed()),
  };
}
