import type { CompiledJourney } from "./definitions.ts";
import type { Template } from "./template.ts";

const ofEvent = "event.";

/**
 * Names of the event's properties that a journey version reads of what started it: in its conditions
 * (`trigger`), its steps (`from`) and the templates that it sends. Of a path, `items.sku`, the first.
 */
export function eventValuesRead(
  { definition, program }: Pick<CompiledJourney, "definition" | "program">,
  templates: ReadonlyMap<string, Template>,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, path = ""] of JSON.stringify(definition).matchAll(
    /"(?:trigger|from)":"([^"]*)"/g,
  )) {
    names.add(firstOf(path));
  }
  for (const node of program.nodes.values()) {
    if (node.kind !== "send") continue;
    const { variables = {} } = templates.get(node.step.template)?.header ?? {};
    for (const variable of Object.keys(variables)) {
      if (variable.startsWith(ofEvent)) names.add(firstOf(variable.slice(ofEvent.length)));
    }
  }
  return names;
}

function firstOf(path: string): string {
  return path.split(".")[0] ?? path;
}
