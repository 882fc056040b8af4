import type { Definitions } from "../core/definitions/definitions.ts";
import { propertiesRead } from "../core/definitions/properties-read.ts";
import type { CustomerEvent } from "../core/events/event.ts";
import { flattenNested } from "../core/events/flatten-nested.ts";
import { fitProperties } from "../core/timeline/fit-properties.ts";

/**
 * What an event's record keeps of its properties, at most 1 KB: what definitions read comes first,
 * with the nested values that they read under their paths. Whoever looks back at the history then
 * decides as the event itself was decided.
 * @param event as it was said, without its paths
 */
export function recordedProperties(
  { type, properties, nested }: Pick<CustomerEvent, "type" | "properties" | "nested">,
  definitions: Definitions,
): ReturnType<typeof fitProperties> {
  const read = propertiesRead(definitions, type);
  if (nested === undefined) return fitProperties(properties, read);
  const paths = Object.entries(flattenNested(nested)).filter(([path]) => read.has(path));
  return fitProperties({ ...Object.fromEntries(paths), ...properties }, read);
}
