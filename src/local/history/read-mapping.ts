import { isReserved } from "../../core/definitions/words.ts";
import type { CellRule } from "../../core/imports/cell-rule.ts";
import type { EventsMap } from "../../core/imports/import-map.ts";
import type { DateFormat } from "../../core/imports/parse-when.ts";

/** Names that a mapping gives a meaning of their own; all else becomes a property. */
const ownNames = ["customer", "at", "id"];

/** What `convert` knows beside the pairs. */
export interface MappingForm {
  readonly type: string;
  /** Properties that stay text though they look like numbers. */
  readonly text: ReadonlySet<string>;
  /** `customer` and `id` where 17850.0 is 17850. */
  readonly whole?: ReadonlySet<string> | undefined;
  /** Zone of dates that name none. */
  readonly zone: string;
  readonly dateFormat: DateFormat | undefined;
}

/**
 * Reads "customer=customer_id,at=date,total=dollar_value" as a mapping. A column is a name of the
 * first line or its place, from 1.
 * @param unknown says what to do about a column that is not there
 * @returns why it does not fit the file, in plain words
 */
export function readMapping(
  text: string,
  header: readonly string[],
  unknown: (column: string) => string,
  form: MappingForm,
): EventsMap | string {
  const columns = new Map<string, string>();
  for (const part of text.split(",")) {
    const [name = "", column = "", ...more] = part.split("=").map((word) => word.trim());
    if (name === "" || column === "" || more.length > 0) return `"${part}" is not name=column`;
    if (isReserved(name)) return `the name ${name} is reserved`;
    const same = header.filter((one) => one === column).length;
    if (same > 1) return `${same} columns are named "${column}"; say its place, such as 3`;
    if (findColumn(column, header) === undefined) return `no column "${column}"${unknown(column)}`;
    columns.set(name, column);
  }
  const customer = columns.get("customer");
  const at = columns.get("at");
  const eventId = columns.get("id");
  if (customer === undefined || at === undefined) {
    return "say which columns are customer=… and at=…";
  }
  const idRule = (name: string, column: string): CellRule =>
    form.whole?.has(name) ? { column, type: "id" } : column;
  const properties = [...columns].filter(([name]) => !ownNames.includes(name));
  return {
    rows: "events",
    zone: form.zone,
    type: { always: form.type },
    customer: idRule("customer", customer),
    at: { column: at, format: form.dateFormat },
    eventId: eventId === undefined ? undefined : idRule("id", eventId),
    properties: Object.fromEntries(
      properties.map(([name, column]) => [
        name,
        { column, type: form.text.has(name) ? ("text" as const) : ("plain" as const) },
      ]),
    ),
  };
}

/** @returns the place of a column, from 0 */
export function findColumn(column: string, header: readonly string[]): number | undefined {
  const place = header.indexOf(column);
  if (place !== -1) return place;
  const number = Number(column);
  return Number.isInteger(number) && number >= 1 && number <= header.length
    ? number - 1
    : undefined;
}
