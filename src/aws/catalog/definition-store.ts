import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import type { Model } from "../../core/attributes/model.ts";
import type { Attribute } from "../../core/definitions/attribute.ts";
import type { DefinitionSet } from "../../core/definitions/definitions.ts";
import { currentRules, firstRules } from "../../core/definitions/rules.ts";
import { operationalError } from "../../core/errors.ts";
import { hashId } from "../../core/hash.ts";
import { callService } from "../failure.ts";
import { fromItem, toItem } from "../item.ts";
import { createTable, type TableConfig } from "../table.ts";
import { assertFits } from "./assert-fits.ts";

/**
 * Names a definition by its content, such as `journey/winback#<hash>`. By version alone, the
 * loser of two publishes that both made version 3 would have put its content under the winner's name.
 */
type DefinitionRef = string;

/** What is live: the one item that a publish changes. */
export interface Manifest {
  readonly rev: number;
  readonly settings: DefinitionRef;
  readonly journeys: readonly {
    readonly ref: DefinitionRef;
    readonly version: number;
    readonly live: boolean;
    /** Absent in versions published by 0.1.0 and 0.2.0: {@link firstRules}. */
    readonly rules?: number;
  }[];
  readonly segments: readonly DefinitionRef[];
  /** Absent in sets that were published before attributes existed. */
  readonly attributes?: readonly DefinitionRef[];
  readonly models?: readonly DefinitionRef[];
  readonly templates: readonly DefinitionRef[];
  /** When it was published; of sets published by a version up to 0.2.0: absent. */
  readonly at?: NonNullable<DefinitionSet["at"]>;
  /** Absent in sets that were published before this was kept. */
  readonly since?: NonNullable<DefinitionSet["since"]>;
  /** Where nothing waits for figures: absent. */
  readonly figures?: NonNullable<DefinitionSet["figures"]>;
}

/** Definitions are small and many: ten writes at a time publish a set of a hundred in a second. */
const writesAtOnce = 10;
/** The most keys that BatchGetItem takes. */
const readsAtOnce = 100;

/** Immutable definitions and the manifest over them, in the `catalog` table. */
export function createDefinitionStore(config: TableConfig) {
  const table = createTable(config, "CatalogUnavailable");
  const known = new Map<DefinitionRef, unknown>();

  async function fetchMissing(refs: readonly DefinitionRef[]): Promise<void> {
    const missing = [...new Set(refs)].filter((ref) => !known.has(ref));
    for (let at = 0; at < missing.length; at += readsAtOnce) {
      const items = await batchGet(config, missing.slice(at, at + readsAtOnce));
      for (const { name, body } of items) known.set(name, JSON.parse(body));
    }
  }

  return {
    /** What is live now, strongly consistent; undefined before the first publish. */
    async manifest(): Promise<Manifest | undefined> {
      const item = await table.get(manifestKey);
      return item as unknown as Manifest | undefined;
    },

    /** The definitions that a manifest names; each is read once in the life of this process. */
    async read(manifest: Manifest): Promise<DefinitionSet> {
      await fetchMissing(refsOf(manifest));
      const find = <Definition>(ref: DefinitionRef): Definition => {
        if (known.has(ref)) return known.get(ref) as Definition;
        throw operationalError("DefinitionMissing", `the catalog lacks ${ref}; publish it again`);
      };
      return {
        rev: manifest.rev,
        settings: find(manifest.settings),
        journeys: manifest.journeys.map(({ ref, version, live, rules = firstRules }) => {
          const older = rules === currentRules ? {} : { rules };
          return { journey: find(ref), version, live, ...older };
        }),
        segments: manifest.segments.map<DefinitionSet["segments"][number]>(find),
        ...(manifest.attributes !== undefined && {
          attributes: manifest.attributes.map<Attribute>(find),
        }),
        ...(manifest.models !== undefined && { models: manifest.models.map<Model>(find) }),
        templates: manifest.templates.map<DefinitionSet["templates"][number]>(find),
        ...(manifest.at !== undefined && { at: manifest.at }),
        ...(manifest.since !== undefined && { since: manifest.since }),
        ...(manifest.figures !== undefined && { figures: manifest.figures }),
      };
    },

    /** Adds the definitions that are not in `before` yet. Nobody sees them before the manifest. */
    async add(
      definitions: ReadonlyMap<DefinitionRef, string>,
      before: Manifest | undefined,
    ): Promise<void> {
      const there = new Set(before === undefined ? [] : refsOf(before));
      const fresh = [...definitions].filter(([ref]) => !there.has(ref));
      for (let at = 0; at < fresh.length; at += writesAtOnce) {
        const some = fresh.slice(at, at + writesAtOnce);
        await Promise.all(
          some.map(([name, body]) =>
            table.put({ kind: "definition", name, body }, (expression) => {
              return `attribute_not_exists(${expression.name("name")})`;
            }),
          ),
        );
      }
    },

    /** @returns false when what is live has no longer the revision `before` (0: nothing is) */
    async switchTo(manifest: Manifest, before: number): Promise<boolean> {
      return table.put({ ...manifest, ...manifestKey }, ({ name, value }) =>
        before === 0
          ? `attribute_not_exists(${name("name")})`
          : `${name("rev")} = ${value(before)}`,
      );
    },
  };
}

const manifestKey = { kind: "manifest", name: "live" } as const;

function refsOf(manifest: Manifest): DefinitionRef[] {
  const { settings, journeys, segments, templates, attributes = [], models = [] } = manifest;
  const refs = journeys.map(({ ref }) => ref);
  return [settings, ...refs, ...segments, ...templates, ...attributes, ...models];
}

async function batchGet(
  { client, table }: TableConfig,
  refs: readonly DefinitionRef[],
): Promise<{ name: string; body: string }[]> {
  const found: { name: string; body: string }[] = [];
  let keys = refs.map((name) => toItem({ kind: "definition", name }));
  // An answer ends at 16 MB and says what is left; without any progress DynamoDB throws instead.
  while (keys.length > 0) {
    const command = new BatchGetItemCommand({
      RequestItems: { [table]: { Keys: keys, ConsistentRead: true } },
    });
    const what = `BatchGetItem on table ${table}`;
    const answer = await callService("CatalogUnavailable", what, () => client.send(command));
    for (const item of answer.Responses?.[table] ?? []) {
      found.push(fromItem(item) as { name: string; body: string });
    }
    keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

/**
 * A set as its manifest and the texts of its definitions.
 * @throws ConfigurationInvalid when one is too large for an item
 */
export function packDefinitions(set: DefinitionSet): {
  readonly manifest: Manifest;
  readonly definitions: ReadonlyMap<DefinitionRef, string>;
} {
  const definitions = new Map<DefinitionRef, string>();
  const add = (kind: string, name: string, definition: unknown): DefinitionRef => {
    const body = JSON.stringify(definition);
    assertFits(`${kind} ${name}`, body);
    const ref = `${kind}/${name}#${hashId(body)}`;
    definitions.set(ref, body);
    return ref;
  };
  const manifest = {
    rev: set.rev,
    settings: add("settings", "settings", set.settings),
    journeys: set.journeys.map(({ journey, version, live, rules = currentRules }) => {
      return { ref: add("journey", journey.name, journey), version, live, rules };
    }),
    segments: set.segments.map((segment) => add("segment", segment.name, segment)),
    ...(set.attributes !== undefined && {
      attributes: set.attributes.map((attribute) => add("attribute", attribute.name, attribute)),
    }),
    ...(set.models !== undefined && {
      models: set.models.map((model) => add("model", model.name, model)),
    }),
    templates: set.templates.map((template) => add("template", template.name, template)),
    ...(set.at !== undefined && { at: set.at }),
    ...(set.since !== undefined && { since: set.since }),
    ...(set.figures !== undefined && { figures: set.figures }),
  };
  assertFits("the list of everything that is live", JSON.stringify(manifest));
  return { manifest, definitions };
}
