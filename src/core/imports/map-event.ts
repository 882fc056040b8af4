import type { AttributeValue } from "../customers/customer.ts";
import { compileCell, type FileForm, type Notes, type Row } from "./compile-cell.ts";
import { compileTime, type ReadTime } from "./compile-time.ts";
import type { EventsMap } from "./import-map.ts";

/** A row as what happened. */
export interface MappedEvent extends ReadTime {
  readonly type: string;
  /** Undefined: the file says none. */
  readonly id: string | undefined;
  readonly customer: string;
  readonly properties: Readonly<Record<string, AttributeValue>>;
}

/** @returns undefined where `notes.refused` says why the row can't be used */
export type MapEvent = (row: Row, notes: Notes) => MappedEvent | undefined;

export function compileEventsMap(map: EventsMap, form: FileForm): MapEvent {
  const readType = compileType(map.type, form);
  const { eventId } = map;
  const readId = eventId === undefined ? undefined : compileCell("eventId", eventId, form, true);
  const readCustomer = compileCell("customer", map.customer, form, true);
  const readAt = compileTime("at", map.at, form, true);
  const cells = Object.entries(map.properties ?? {}).map(
    ([name, rule]) => [name, compileCell(`properties.${name}`, rule, form, false)] as const,
  );
  return (row, notes) => {
    const customer = readCustomer(row, notes);
    const when = readAt(row, notes);
    const type = readType(row, notes);
    const id = readId?.(row, notes);
    const properties: Record<string, AttributeValue> = {};
    for (const [name, cell] of cells) {
      const value = cell(row, notes);
      if (value !== undefined) properties[name] = value;
    }
    if (notes.refused !== undefined) return undefined;
    if (customer === undefined || when === undefined || type === undefined) return undefined;
    const own = id === undefined ? undefined : String(id);
    return { type, id: own, customer: String(customer), ...when, properties };
  };
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
