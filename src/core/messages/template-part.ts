import type { TemplatePart } from "../channels/channels.ts";
import { templateParts } from "../channels/channels.ts";

/** A file of a template folder: `email.zh-CN.html` is the part `email.html` for `zh-CN`. */
export interface PartName {
  readonly part: TemplatePart;
  readonly locale: string | undefined;
}

// A language and up to three subtags of BCP 47, such as en, zh-CN, zh-Hant-TW.
const variant = /^([a-z]+)\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})\.([a-z]+)$/;

/** Undefined when no template has such a file. */
export function parsePartName(file: string): PartName | undefined {
  const [, base, locale, extension] = variant.exec(file) ?? [];
  const name = base === undefined ? file : `${base}.${extension}`;
  const part = templateParts.find((known) => known === name);
  return part && { part, locale };
}

/** `email.html` for `zh-CN` is `email.zh-CN.html`. */
function fileName(part: TemplatePart, locale: string): string {
  return part.replace(".", `.${locale}.`);
}

/**
 * The file that speaks to a customer: their locale, its language alone, the shop's locale, then
 * the one without a locale. Undefined when the template has none of these.
 * @param files the names of the template's parts
 */
export function choosePart(
  files: readonly string[],
  part: TemplatePart,
  locale: string | undefined,
  shopLocale: string | undefined,
): string | undefined {
  const wanted = [...spellings(locale), ...spellings(shopLocale)].map((tag) => fileName(part, tag));
  for (const name of [...wanted, part]) {
    const file = files.find((other) => other.toLowerCase() === name.toLowerCase());
    if (file !== undefined) return file;
  }
  return undefined;
}

/** zh_CN → zh-CN, zh. */
function spellings(locale: string | undefined): string[] {
  if (locale === undefined) return [];
  const tag = locale.replaceAll("_", "-");
  const [language = tag] = tag.split("-");
  return [tag, language];
}
