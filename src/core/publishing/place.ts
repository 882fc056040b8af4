/** `["steps", 2, "template"]` → `steps[2].template`, as a person finds it in the file. */
export function placeOf(path: readonly PropertyKey[]): string {
  let place = "";
  for (const part of path) {
    if (typeof part === "number") place += `[${part}]`;
    else if (/^[\w$-]+$/.test(String(part)))
      place += place === "" ? String(part) : `.${String(part)}`;
    else place += `["${String(part)}"]`;
  }
  return place.length > longestPlace ? `${place.slice(0, longestPlace)}…` : place;
}

/** Twelve levels of branches fit; a key of 200 KB need not be read out. */
const longestPlace = 400;

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Record<PropertyKey, unknown>)[part];
  }
  return here;
}

/** A value as it stands in the file, cut to what fits a line. */
export function shortText(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `line 3, column 5`; in a text of push.json `title · line 1, column 5`. */
export function atLine(at: { line: number; column: number }, key = ""): string {
  return `${key === "" ? "" : `${key} · `}line ${at.line}, column ${at.column}`;
}
