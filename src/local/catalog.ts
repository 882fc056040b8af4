import { compileDefinitions } from "../core/definitions/compile-definitions.ts";
import type { DefinitionSet, Definitions } from "../core/definitions/definitions.ts";
import { operationalError } from "../core/errors.ts";
import type { Catalog, Files, Publications, SavedFile } from "../core/ports.ts";

export interface LocalCatalog {
  readonly catalog: Catalog;
  readonly publications: Publications;
  readonly files: Files & { readonly texts: ReadonlyMap<string, string> };
}

/** Definitions, their files and their reports in memory; a publish is seen at once. */
export function createLocalCatalog(initial?: DefinitionSet): LocalCatalog {
  const saved = new Map<string, SavedFile>();
  const texts = new Map<string, string>();
  let live = initial;
  let compiled: Definitions | undefined;
  return {
    catalog: {
      async definitions() {
        if (live === undefined) {
          throw operationalError("CatalogUnavailable", "nothing has been published yet");
        }
        if (compiled?.rev !== live.rev) compiled = compileDefinitions(live);
        return compiled;
      },
      isEmpty: async () => live === undefined,
    },
    publications: {
      files: async () => [...saved.values()],
      async keep(file) {
        const known = saved.get(file.path);
        if (known !== undefined && isOlder(file.sequence, known.sequence)) return false;
        saved.set(file.path, file);
        return true;
      },
      live: async () => live,
      async goLive(before, next) {
        if ((live?.rev ?? 0) !== before) return false;
        live = next;
        return true;
      },
    },
    files: {
      texts,
      read: async (path) => texts.get(path),
      async write(path, text) {
        texts.set(path, text);
      },
    },
  };
}

/** S3 sequencers are hexadecimal of unequal length: the shorter is padded on the right. */
function isOlder(sequence: string, than: string): boolean {
  const width = Math.max(sequence.length, than.length);
  return sequence.padEnd(width, "0") < than.padEnd(width, "0");
}
