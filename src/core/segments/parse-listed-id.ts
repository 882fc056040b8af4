/** A customer's id from a row of a list, or why there is none. */
export type ListedId =
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "refused"; readonly reason: string };

/** As storefronts and other tools call it. */
const columns = ["id", "customer", "customerId", "customer_id", "Id", "ID"] as const;

/** @param value a text or number, or an object with one of the usual names */
export function parseListedId(value: unknown): ListedId {
  const found = typeof value === "object" && value !== null ? pick(value) : value;
  if (typeof found === "number" && Number.isSafeInteger(found)) {
    return { kind: "id", id: String(found) };
  }
  if (typeof found !== "string") {
    return refused("no id: write a text or a whole number, of rows as id or customer");
  }
  const id = found;
  if (id.trim() === "") return refused("no id: it is empty");
  if (!id.isWellFormed()) return refused("an id with half a character (a lone surrogate)");
  if (id.length > 256) return refused(`an id of ${id.length} characters, at most 256`);
  return { kind: "id", id };
}

function pick(row: object): unknown {
  return Object.entries(row).find(([name]) => columns.some((column) => column === name))?.[1];
}

function refused(reason: string): ListedId {
  return { kind: "refused", reason };
}
