import { createDefinitionStore } from "../../src/aws/catalog/definition-store.ts";
import { createDynamoClient } from "../../src/aws/dynamo-client.ts";
import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import type { Definitions } from "../../src/core/definitions/definitions.ts";
import type { Stage } from "../stage/stage.ts";
import type { Access } from "./access.ts";
import { attempt, type Reading } from "./reading.ts";

/** What is published; undefined before the first publish. */
export async function readDefinitions(
  stage: Pick<Stage, "output">,
  access: Access,
): Promise<Reading<Definitions | undefined>> {
  return attempt(async () => {
    const client = createDynamoClient(access);
    const store = createDefinitionStore({ client, table: stage.output("CatalogTable") });
    const manifest = await store.manifest();
    return manifest === undefined ? undefined : compileDefinitions(await store.read(manifest));
  });
}
