import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attribute } from "../src/core/definitions/attribute.ts";
import { journey } from "../src/core/definitions/journey.ts";
import { segment } from "../src/core/definitions/segment.ts";
import { settings } from "../src/core/definitions/settings.ts";
import { template } from "../src/core/definitions/template.ts";
import { importMap } from "../src/core/imports/import-map.ts";
import { makeSchema } from "./schemas/make-schema.ts";

const folder = join(import.meta.dirname, "../schemas");

/** The JSON Schemas that editors complete and check by, as text by file name. */
export function makeSchemas(): Map<string, string> {
  const schemas = Object.entries({
    attribute,
    import: importMap,
    journey,
    segment,
    settings,
    template,
  });
  return new Map(
    schemas.map(([name, schema]) => [
      `${name}.schema.json`,
      `${JSON.stringify(makeSchema(name, schema), null, 2)}\n`,
    ]),
  );
}

if (import.meta.main) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of makeSchemas()) writeFileSync(join(folder, name), text);
}
