import { compileDefinitions } from "../../core/definitions/compile-definitions.ts";
import type { Definitions } from "../../core/definitions/definitions.ts";
import { operationalError } from "../../core/errors.ts";
import type { Catalog, Clock } from "../../core/ports.ts";
import { type Instant, SECOND } from "../../core/time/instant.ts";
import type { TableConfig } from "../table.ts";
import { createDefinitionStore } from "./definition-store.ts";

/** A pause or a withdrawn template holds everywhere after this long (DESIGN §7). */
const freshFor = 30 * SECOND;

export interface CatalogConfig extends TableConfig {
  readonly clock: Clock;
}

/**
 * Compiled definitions, at most 30 s old, counted from when the manifest was asked for. Compiled
 * once per publish; those who ask while they are loaded share that load. What is older is never
 * handed out, even while the table is away: it may lack a pause.
 */
export function createCatalog({ clock, ...config }: CatalogConfig): Catalog {
  const store = createDefinitionStore(config);
  let current: { readonly definitions: Definitions; readonly asked: Instant } | undefined;
  let loading: Promise<Definitions> | undefined;

  async function load(): Promise<Definitions> {
    const asked = clock.now();
    const manifest = await store.manifest();
    if (manifest === undefined) {
      throw operationalError(
        "CatalogUnavailable",
        "Nothing has been published yet: save settings.json and a journey to the definitions bucket.",
      );
    }
    const compiled = current?.definitions;
    const definitions =
      compiled?.rev === manifest.rev ? compiled : compileDefinitions(await store.read(manifest));
    current = { definitions, asked };
    return definitions;
  }

  return {
    async definitions() {
      if (current !== undefined && clock.now() - current.asked < freshFor) {
        return current.definitions;
      }
      loading ??= load().finally(() => {
        loading = undefined;
      });
      return loading;
    },
    isEmpty: async () => (await store.manifest()) === undefined,
  };
}
