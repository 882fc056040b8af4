import { Drop } from "liquidjs";
import { escapeHtml, plainText } from "./plain-text.ts";

/**
 * Text that is HTML already: captured with its tags, or escaped by a filter. It is printed as it
 * is, so that nothing is escaped twice. A class, since the library knows such values as its drops.
 */
export class EscapedText extends Drop {
  readonly html: string;

  constructor(html: string) {
    super();
    this.html = html;
  }

  override valueOf(): string {
    return this.html;
  }
}

/** A value as HTML: escaped, unless it is HTML already. Lists are joined with commas. */
export function toHtml(value: unknown): string {
  if (value instanceof EscapedText) return value.html;
  if (Array.isArray(value)) return value.map(toHtml).join(", ");
  return escapeHtml(plainText(value));
}
