import { reason } from "../reasons/reason.ts";
import type { Properties } from "./event.ts";
import { isName, isObject, kindOf, longestName, placeOf, type Reading } from "./left-out.ts";
import { isNested } from "./read-nested.ts";
import { readValue } from "./read-value.ts";

/**
 * Plain values and lists of them. What is nested is read by {@link readNested}, and null says
 * nothing; other values that can't be kept are told in `leftOut`.
 */
export function readProperties(said: unknown, reading: Reading): Properties {
  if (said === undefined || said === null) return {};
  if (!isObject(said)) {
    reading.leftOut.push(reason("left-out-object", { place: "properties", found: kindOf(said) }));
    return {};
  }
  const properties: Record<string, Properties[string]> = {};
  for (const [name, value] of Object.entries(said)) {
    const place = placeOf("properties", name);
    if (!isName(name)) reading.leftOut.push(reason("left-out-name", { place, most: longestName }));
    else if (value === null || isNested(value)) continue;
    else {
      const read = readValue(place, value, reading);
      if (read.kind === "value") properties[name] = read.value;
      else reading.leftOut.push(read.reason);
    }
  }
  return properties;
}
