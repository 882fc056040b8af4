import {
  CaptureTag,
  type Context,
  defaultOperators,
  evalToken,
  type FilterImplOptions,
  ForTag,
  Liquid,
  type Operators,
} from "liquidjs";
import { formatDate } from "./date-filter.ts";
import { EscapedText, toHtml, toText } from "./escaped-text.ts";
import type { Markup } from "./markup.ts";
import { numberFilters } from "./number-filters.ts";
import { plainText } from "./plain-text.ts";
import { placeFilterFailure } from "./text-fault.ts";
import { textFiltersFor } from "./text-filters.ts";
import { writingOf } from "./writing.ts";

/**
 * What templates may use. Nothing that reads a file (include, render, layout), draws by chance
 * (sample), hides variables in texts (where_exp …) or prints unescaped (cycle).
 */
const allowedTags = new Set(
  "assign capture case comment if unless for break continue raw echo liquid #".split(" "),
);
const allowedFilters = new Set(
  (
    "abs append at_least at_most capitalize ceil compact concat date default divided_by downcase " +
    "escape escape_once first floor join last lstrip map minus modulo money newline_to_br number " +
    "plus prepend raw remove remove_first remove_last replace replace_first replace_last reverse " +
    "round rstrip size slice sort sort_natural split squish strip strip_html strip_newlines sum " +
    "times to_integer truncate truncatewords uniq upcase url_encode url_decode where"
  ).split(" "),
);

/** A part is at most 256 KB; a parse may not cost more than reading it. */
const parseLimit = 300_000;
/** Passes of loops, list entries and characters through filters; a long mail needs some thousands. */
const memoryLimit = 300_000;
/** Milliseconds. A backstop for what is not counted: 300,000 passes take some 300, a mail 0.2. */
const renderLimit = 2_000;

/**
 * What is printed counts as made: a text that is captured and printed twice, thirty times over,
 * would fill the memory otherwise.
 */
function printerOf(markup: Markup): (value: unknown) => string {
  return function print(this: { context: Context }, value: unknown): string {
    const text = markup === "html" ? toHtml(value) : plainText(value);
    this.context.memoryLimit.use(text.length);
    return text;
  };
}

/** What a template captures is HTML already: its own tags, and values that were escaped in it. */
class CaptureHtmlTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const html = yield this.liquid.renderer.renderTemplates(this.templates, context);
    context.bottom()[this.variable] = new EscapedText(html);
  }
}

/** A list that is missing is empty where the template says what to print then. */
class ForElseTag extends ForTag {
  override *render(context: Context, emitter: Parameters<ForTag["render"]>[1]) {
    if (this.elseTemplates.length > 0) {
      const list: unknown = yield evalToken(this.collection, context, true);
      if (list === undefined || list === null) {
        yield this.liquid.renderer.renderTemplates(this.elseTemplates, context, emitter);
        return;
      }
    }
    return yield* super.render(context, emitter);
  }
}

/** Conditions of Liquid: the library lacks `<>`, which is another word for `!=`. */
const operators: Operators = {
  ...defaultOperators,
  ...("!=" in defaultOperators && { "<>": defaultOperators["!="] }),
};

/**
 * The entries of a list of which a property has a value, or any but nil and false. One that lacks the
 * property is none of them. https://shopify.dev/docs/api/liquid/filters/where
 */
function entriesWhere(list: unknown, property: unknown, ...wanted: unknown[]): unknown {
  const entries: unknown[] = Array.isArray(list) ? list : [list];
  const path = plainText(property).split(".");
  const [value] = wanted.map(toText);
  return entries.filter((entry) => {
    const found = toText(path.reduce<unknown>(ownProperty, entry));
    if (wanted.length > 0) return found === value;
    return found !== undefined && found !== null && found !== false;
  });
}

function ownProperty(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** The same filter; what it fails with has a place and names no value. */
function tellPlace(name: string, filter: FilterImplOptions): FilterImplOptions {
  const { handler, raw = false } = typeof filter === "function" ? { handler: filter } : filter;
  return {
    raw,
    *handler(value: unknown, ...args: unknown[]): Generator<unknown, unknown, unknown> {
      try {
        return yield handler.call(this, value, ...args);
      } catch (error) {
        throw placeFilterFailure(error, name, this.token);
      }
    },
  };
}

function createEngine(markup: Markup): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    // One rendering or parsing tells every slip, not the first alone.
    catchAllErrors: true,
    strictVariables: true,
    // `{% if customer.tier %}` and `| default: "you"` may ask after a value that is missing.
    lenientIf: true,
    ownPropertyOnly: true,
    outputEscape: printerOf(markup),
    operators,
    templates: {},
    parseLimit,
    memoryLimit,
    renderLimit,
  });
  // A filter named `constructor` is no filter.
  Object.setPrototypeOf(engine.tags, null);
  Object.setPrototypeOf(engine.filters, null);
  for (const tag of Object.keys(engine.tags)) if (!allowedTags.has(tag)) delete engine.tags[tag];
  for (const filter of Object.keys(engine.filters)) {
    if (!allowedFilters.has(filter)) delete engine.filters[filter];
  }
  for (const [name, filter] of Object.entries({ ...numberFilters, ...textFiltersFor(markup) })) {
    engine.registerFilter(name, filter);
  }
  engine.registerFilter("raw", {
    raw: true,
    handler(value: unknown) {
      const text = value instanceof EscapedText ? value.html : plainText(value);
      this.context.memoryLimit.use(text.length);
      return text;
    },
  });
  engine.registerFilter("where", entriesWhere);
  engine.registerFilter("date", function date(value: unknown, format: unknown, zone: unknown) {
    const [moment, by, where] = [value, format, zone].map(toText);
    return formatDate(moment, by, where, writingOf(this.context), this.token);
  });
  for (const [name, filter] of Object.entries(engine.filters)) {
    if (filter !== undefined) engine.registerFilter(name, tellPlace(name, filter));
  }
  engine.registerTag("for", ForElseTag);
  if (markup === "html") engine.registerTag("capture", CaptureHtmlTag);
  return engine;
}

const engines: Readonly<Record<Markup, Liquid>> = {
  html: createEngine("html"),
  text: createEngine("text"),
};

export function engineFor(markup: Markup): Liquid {
  return engines[markup];
}

/** Every tag and filter a template may use, for "nearest valid word" messages. */
export const liquidWords = {
  tags: [...allowedTags].filter((tag) => tag !== "#"),
  filters: [...allowedFilters],
};
