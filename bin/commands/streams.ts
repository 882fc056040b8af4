import { styleText } from "node:util";
import { printable } from "../../src/core/text/printable.ts";

/**
 * The streams of a command: reports go to `out`; complaints, progress and cost to `error`. A text is a line
 * or a part of one; only line breaks at its beginning and its end are breaks.
 */
export interface Streams {
  readonly out: (text: string, style?: Style) => void;
  readonly error: (text: string) => void;
}

/** A style of a terminal's text; elsewhere the text is plain. */
export type Style = "bold" | "green" | "red";

/**
 * The streams of all commands: whatever events, files and providers say, nothing in it reaches a
 * terminal raw. Styles are put around it afterwards.
 */
export function cleanStreams({ out, error }: Streams): Streams {
  return {
    out: (text, style) => out(clean(text, style)),
    error: (text) => error(clean(text)),
  };
}

function clean(text: string, style?: Style): string {
  const [, before = "", line = "", after = ""] = /^(\n*)([^]*?)(\n*)$/.exec(text) ?? [];
  const shown = printable(line);
  const styled = style && styleText(style, shown, { stream: process.stdout });
  return `${before}${styled ?? shown}${after}`;
}
