import type { AttributeValue } from "../customers/customer.ts";
import type { CellRule } from "./cell-rule.ts";
import { compileCell, compileSaid, type FileForm, type Notes, type Row } from "./compile-cell.ts";
import { compileLines, type LineValues } from "./compile-lines.ts";
import { compileTime, type ReadTime } from "./compile-time.ts";
import type { EventsMap } from "./import-map.ts";

/** A row as what happened. */
export interface MappedEvent extends ReadTime {
  readonly type: string;
  /** Undefined: the file says none. */
  readonly id: string | undefined;
  readonly customer: string;
  readonly properties: Readonly<Record<string, AttributeValue>>;
  /** The row's part of an event of several rows. */
  readonly lines?: LineValues | undefined;
}

/** @returns undefined where `notes` says why the row can't be used, or is left out */
export type MapEvent = (row: Row, notes: Notes) => MappedEvent | undefined;

export function compileEventsMap(map: EventsMap, form: FileForm): MapEvent {
  const readType = compileType(map.type, form);
  const { eventId } = map;
  const readId = eventId === undefined ? undefined : compileCell("eventId", eventId, form, true);
  const readCustomer = compileCell("customer", map.customer, form, true);
  const lacksCustomer = map.withoutCustomer === "leave-out" && compileLacking(map.customer, form);
  const readLines = map.lines && compileLines(map.lines, form);
  const readAt = compileTime("at", map.at, form, true);
  const cells = Object.entries(map.properties ?? {}).map(
    ([name, rule]) => [name, compileCell(`properties.${name}`, rule, form, false)] as const,
  );
  return (row, notes) => {
    if (lacksCustomer && lacksCustomer(row)) {
      notes.withoutCustomer = true;
      return undefined;
    }
    const customer = readCustomer(row, notes);
    const when = readAt(row, notes);
    const type = readType(row, notes);
    const id = readId?.(row, notes);
    const properties: Record<string, AttributeValue> = {};
    for (const [name, cell] of cells) {
      const value = cell(row, notes);
      if (value !== undefined) properties[name] = value;
    }
    const lines = readLines?.(row, notes);
    if (notes.refused !== undefined) return undefined;
    if (customer === undefined || when === undefined || type === undefined) return undefined;
    const own = id === undefined ? undefined : String(id);
    return { type, id: own, customer: String(customer), ...when, properties, lines };
  };
}

/** Whether a row says nothing of its customer. */
function compileLacking(rule: CellRule, form: FileForm): (row: Row) => boolean {
  const column = typeof rule === "string" ? rule : rule.column;
  // What the file does not have is told of once, by the rule itself.
  const say = compileSaid("customer", column, { ...form, unknown: [] });
  return (row) => say(row) === undefined;
}

function compileType(
  rule: EventsMap["type"],
  form: FileForm,
): (row: Row, notes: Notes) => string | undefined {
  if (typeof rule === "object" && "always" in rule) return () => rule.always;
  const read = compileCell("type", rule, form, true);
  return (row, notes) => {
    const said = read(row, notes);
    return said === undefined ? undefined : String(said);
  };
}
