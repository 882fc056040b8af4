import { type Comparable, Drop, toValueSync } from "liquidjs";
import { escapeHtml, plainText, unescapeHtml } from "./plain-text.ts";

/** A value that says itself how it compares, such as `blank`: it may need a while for it. */
interface Asked {
  equals(other: unknown): unknown;
}

/**
 * Text that is HTML already: captured with its tags, or escaped by a filter. It is printed as it
 * is, so that nothing is escaped twice; conditions and filters see the text that its reader sees. A
 * class, since the library knows such values as its drops.
 */
export class EscapedText extends Drop implements Comparable {
  readonly html: string;

  constructor(html: string) {
    super();
    this.html = html;
  }

  /** Without the escapes: `Tea & <cup>`. */
  override valueOf(): string {
    return unescapeHtml(this.html);
  }

  equals(other: unknown): boolean {
    const text = this.valueOf();
    if (other instanceof EscapedText) return other.valueOf() === text;
    // `blank` and `empty` judge a text, and know none that is HTML.
    if (isAsked(other)) return toValueSync(other.equals(text)) === true;
    return other === text;
  }

  gt(other: unknown): boolean {
    return this.valueOf() > plainText(other);
  }

  geq(other: unknown): boolean {
    return this.valueOf() >= plainText(other);
  }

  lt(other: unknown): boolean {
    return this.valueOf() < plainText(other);
  }

  leq(other: unknown): boolean {
    return this.valueOf() <= plainText(other);
  }
}

function isAsked(value: unknown): value is Asked {
  return value instanceof Drop && "equals" in value && typeof value.equals === "function";
}

/** A value as HTML: escaped, unless it is HTML already. Lists are joined with commas. */
export function toHtml(value: unknown): string {
  if (value instanceof EscapedText) return value.html;
  if (Array.isArray(value)) return value.map(toHtml).join(", ");
  return escapeHtml(plainText(value));
}

/** A value as its reader sees it, where it may be HTML. */
export function toText(value: unknown): unknown {
  return value instanceof EscapedText ? value.valueOf() : value;
}
