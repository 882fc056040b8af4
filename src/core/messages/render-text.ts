import { Context, toValueSync } from "liquidjs";
import { type Reason, reason } from "../reasons/reason.ts";
import type { CompiledText } from "./compile-template.ts";
import { engineFor } from "./liquid/create-engine.ts";
import { plainText } from "./liquid/plain-text.ts";
import { faultsOf, type TextFault } from "./liquid/text-fault.ts";
import { type Writing, writingGlobals } from "./liquid/writing.ts";

/**
 * A text, or why there is none. `missing`: the variable that has no value and no default, such as
 * `event.total`. `faults` are all that was found, the first of them being the reason; `partial` is
 * the text without what failed, for a check to look at.
 */
export type RenderedText =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly reason: Reason;
      readonly missing?: string;
      readonly faults: readonly TextFault[];
      readonly partial: string;
    };

/** Mail clients clip what is longer than about 100 KB; ten times that is a mistake. */
const longestText = 1_000_000;

/**
 * Fills one text. A value that is missing and has no default makes the text incomplete.
 * @param about what its filters go by
 */
export function renderText(compiled: CompiledText, values: object, about: Writing): RenderedText {
  const engine = engineFor(compiled.markup);
  const globals = writingGlobals(about);
  const context = new Context(values, engine.options, { sync: true, globals }, { liquid: engine });
  const emitter = createEmitter();
  try {
    toValueSync(engine.renderer.renderTemplates(compiled.nodes, context, emitter));
    const text = emitter.buffer;
    return text.length > longestText ? failedText([tooLong], "") : { ok: true, text };
  } catch (error) {
    return failedText(faultsOf(error), emitter.buffer);
  }
}

const tooLong: TextFault = { line: 1, column: 1, why: reason("text-too-long") };

function failedText(faults: readonly TextFault[], partial: string): RenderedText {
  const { why, missing } = faults[0] ?? tooLong;
  return { ok: false, reason: why, ...(missing !== undefined && { missing }), faults, partial };
}

/** Keeps what was written before and after a failure, which the library's own emitter gives up. */
function createEmitter() {
  return {
    buffer: "",
    write(html: unknown) {
      this.buffer += plainText(html);
    },
  };
}
