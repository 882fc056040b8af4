import type { Template } from "../definitions/template.ts";
import type { Markup } from "./liquid/markup.ts";
import { type ParsedLiquid, parseLiquid } from "./liquid/parse-liquid.ts";

/** A text of a template, ready to render. */
export type CompiledText = Extract<ParsedLiquid, { ok: true }> & { readonly markup: Markup };

/** A part: one text, or the texts of a push message by their key. */
export type CompiledPart = ReadonlyMap<string, CompiledText>;

/** Published templates are immutable, so each part is parsed once. */
const compiled = new WeakMap<Template, Map<string, CompiledPart>>();

/**
 * A part by its file name; its only text, or those of a push message, by key.
 * @throws RangeError for what {@link checkFiles} refuses: a part that is not there or can't be read
 */
export function compilePart(template: Template, file: string): CompiledPart {
  const parts = compiled.get(template) ?? new Map<string, CompiledPart>();
  compiled.set(template, parts);
  const known = parts.get(file);
  if (known !== undefined) return known;
  const source = template.parts[file];
  if (source === undefined) throw new RangeError(`template ${template.name} has no ${file}`);
  const part = new Map(
    Object.entries(textsOf(file, source)).map(([key, text]) => [
      key,
      compileText(text, markupOf(file), `${template.name}/${file}`),
    ]),
  );
  parts.set(file, part);
  return part;
}

/** Values are escaped where the reader's program reads HTML. */
export function markupOf(file: string): Markup {
  return file.endsWith(".html") ? "html" : "text";
}

/** The texts of a part: a push message is JSON first, so that no value can break it. */
export function textsOf(file: string, source: string): Record<string, string> {
  if (!file.endsWith(".json")) return { "": source };
  const content = JSON.parse(source) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(content)
      .filter(([key]) => key !== "$schema")
      .map(([key, value]) => [key, String(value)]),
  );
}

function compileText(text: string, markup: Markup, where: string): CompiledText {
  const parsed = parseLiquid(text, markup);
  if (!parsed.ok) throw new RangeError(`${where}: ${parsed.faults[0]?.message}`);
  return { ...parsed, markup };
}
