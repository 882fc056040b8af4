import type { Context } from "liquidjs";
import type { Instant } from "../../time/instant.ts";

/** What the filters of a text go by beside its values. */
export interface Writing {
  /** What "now" and "today" mean: when the message was created. */
  readonly now: Instant;
  /** The customer's zone, or the shop's. */
  readonly zone: string;
  /** The language that the text is written in, such as `zh-CN`. */
  readonly locale: string;
  /** ISO 4217, such as CNY: what `money` prints where the template names no currency. */
  readonly currency: string | undefined;
  /** Called with a value that `date` can't read, which it prints as it is, and the filter's place. */
  readonly noDate?: (
    value: unknown,
    at: { readonly line: number; readonly column: number },
  ) => void;
}

/** Under a symbol, so that no template can name it. */
const writing = Symbol("writing");

/** The globals of one rendering. */
export function writingGlobals(about: Writing): object {
  return { [writing]: about };
}

/** What a filter goes by. @throws TypeError outside a rendering that was given {@link writingGlobals} */
export function writingOf({ globals }: Context): Writing {
  const about = (globals as { readonly [writing]?: Writing })[writing];
  if (about === undefined) throw new TypeError("this text is rendered without a Writing");
  return about;
}
