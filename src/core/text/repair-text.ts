/**
 * Half of a character of two (a lone surrogate) is what a text that was cut within an emoji ends in.
 * UTF-8 has none, so no store, queue or mail can hold one.
 */

/** What a value is once no text in it holds half a character. */
export interface RepairedText<Value> {
  readonly value: Value;
  /** Where U+FFFD now stands for a half: paths of names and places in lists. */
  readonly places: readonly (readonly (string | number)[])[];
}

/**
 * Puts U+FFFD in the place of each half, in names as in values. The very same value where there is
 * none. Ids are judged before that: two ids that were cut would become one.
 */
export function repairText<Value>(value: Value): RepairedText<Value> {
  const places: (readonly (string | number)[])[] = [];
  const whole = repair(value, [], places);
  return { value: whole as Value, places };
}

function repair(
  value: unknown,
  path: readonly (string | number)[],
  places: (readonly (string | number)[])[],
): unknown {
  if (typeof value === "string") {
    if (value.isWellFormed()) return value;
    places.push(path);
    return value.toWellFormed();
  }
  if (typeof value !== "object" || value === null) return value;
  const before = places.length;
  if (Array.isArray(value)) {
    const list = value.map((one, index) => repair(one, [...path, index], places));
    return places.length === before ? value : list;
  }
  const fields = Object.entries(value).map(([name, inside]) => {
    const here = [...path, name];
    if (!name.isWellFormed()) places.push(here);
    return [name.toWellFormed(), repair(inside, here, places)] as const;
  });
  return places.length === before ? value : Object.fromEntries(fields);
}
