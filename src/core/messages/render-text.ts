import { LiquidError } from "liquidjs";
import type { CompiledText } from "./compile-template.ts";
import { engineFor } from "./liquid/create-engine.ts";

/** A text, or why there is none, for people. */
export type RenderedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

/** Mail clients clip what is longer than about 100 KB; ten times that is a mistake. */
const longestText = 1_000_000;

/** Fills one text. A value that is missing and has no default makes the text incomplete. */
export function renderText(compiled: CompiledText, values: object): RenderedText {
  try {
    const text = String(engineFor(compiled.markup).renderSync(compiled.nodes, values));
    if (text.length > longestText) return { ok: false, reason: "the text is too long" };
    return { ok: true, text };
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    const said = error.message.replace(/, line:\d+, col:\d+$/, "");
    if (said.endsWith("limit exceeded")) return { ok: false, reason: "the text is too long" };
    return { ok: false, reason: said.replace(/^undefined variable: /, "missing value ") };
  }
}
