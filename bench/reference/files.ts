import { referenceDefinitions } from "./definitions.ts";

/** The reference definitions as the files that a marketer would save. */
export function referenceFiles(): Record<string, string | object> {
  const { settings, journeys, templates } = referenceDefinitions;
  return {
    "settings.json": settings,
    ...Object.fromEntries(
      templates.flatMap(({ name, header, parts }) => [
        ...Object.entries(parts).map(([part, text]) => [`templates/${name}/${part}`, text]),
        [`templates/${name}/template.json`, header],
      ]),
    ),
    ...Object.fromEntries(
      journeys.map(({ journey }) => [`journeys/${journey.name}.json`, journey]),
    ),
  };
}
