import { LiquidError } from "liquidjs";
import { type Reason, reason } from "../reasons/reason.ts";
import type { CompiledText } from "./compile-template.ts";
import { engineFor } from "./liquid/create-engine.ts";
import { type Writing, writingGlobals } from "./liquid/writing.ts";

/**
 * A text, or why there is none. `missing`: the variable that has no value and no default, such as
 * `event.total`.
 */
export type RenderedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: Reason; readonly missing?: string };

/** Mail clients clip what is longer than about 100 KB; ten times that is a mistake. */
const longestText = 1_000_000;

/**
 * Fills one text. A value that is missing and has no default makes the text incomplete.
 * @param about what its filters go by
 */
export function renderText(compiled: CompiledText, values: object, about: Writing): RenderedText {
  try {
    const engine = engineFor(compiled.markup);
    const globals = writingGlobals(about);
    const text = String(engine.renderSync(compiled.nodes, values, { globals }));
    if (text.length > longestText) return { ok: false, reason: reason("text-too-long") };
    return { ok: true, text };
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    const said = error.message.replace(/, line:\d+, col:\d+$/, "");
    if (said.endsWith("limit exceeded")) return { ok: false, reason: reason("text-too-long") };
    const [, missing] = /^undefined variable: (.*)$/s.exec(said) ?? [];
    if (missing === undefined) return { ok: false, reason: reason("text-fails", { said }) };
    return { ok: false, reason: reason("value-missing", { variable: missing }), missing };
  }
}
