import { isReserved } from "../definitions/words.ts";

/** Groups whose names are the shop's own, and may hold dots. */
const ownNames = ["Attributes", "Metrics", "User.UserAttributes"];

/** The column `User.UserAttributes.size.eu` → User, UserAttributes, size.eu. */
function pathOf(column: string): string[] {
  const group = ownNames.find((name) => column.startsWith(`${name}.`));
  if (group === undefined) return column.split(".");
  return [...group.split("."), column.slice(group.length + 1)];
}

/**
 * Pinpoint's CSV names nested fields with dots, and a list repeats its column, a value each
 * (user guide, "Importing segments"). Empty cells say nothing.
 * @param header names of the columns
 * @returns makes of a row what its line of JSON would be
 */
export function nestColumns(
  header: readonly string[],
): (cells: readonly string[]) => Record<string, unknown> {
  const paths = header.map(pathOf).map((path) => (path.some(isReserved) ? [] : path));
  return (cells) => {
    const row: Record<string, unknown> = {};
    for (const [index, path] of paths.entries()) {
      const cell = cells[index] ?? "";
      const last = path.at(-1);
      if (cell === "" || last === undefined) continue;
      let group = row;
      for (const name of path.slice(0, -1)) {
        const inside = group[name];
        const next = typeof inside === "object" ? (inside as Record<string, unknown>) : {};
        group[name] = next;
        group = next;
      }
      const before = group[last];
      group[last] = before === undefined ? cell : [before, cell].flat();
    }
    return row;
  };
}
