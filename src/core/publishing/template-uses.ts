import type { Template } from "../definitions/template.ts";
import { markupOf, textsOf } from "../messages/compile-template.ts";
import { parseLiquid, type VariableUse } from "../messages/liquid/parse-liquid.ts";

/** A variable's use, and the part that has it. */
export interface TemplateUse extends VariableUse {
  readonly file: string;
  /** The key of a push message; empty in other parts. */
  readonly key: string;
}

/** A set is checked several times in one publish, its templates are the same each time. */
const known = new WeakMap<Template, readonly TemplateUse[]>();

/** Where a template asks for values, in all its parts. Its parts are sound. */
export function usesOf(template: Template): readonly TemplateUse[] {
  const before = known.get(template);
  if (before !== undefined) return before;
  const uses = Object.entries(template.parts).flatMap(([file, source]) =>
    Object.entries(textsOf(file, source)).flatMap(([key, text]) => {
      const parsed = parseLiquid(text, markupOf(file));
      return parsed.ok ? parsed.uses.map((use) => ({ ...use, file, key })) : [];
    }),
  );
  known.set(template, uses);
  return uses;
}
