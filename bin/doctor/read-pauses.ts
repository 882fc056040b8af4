import { createPauses } from "../../src/aws/catalog/pauses.ts";
import { createDynamoClient } from "../../src/aws/dynamo-client.ts";
import type { PauseFlags } from "../../src/core/definitions/pause.ts";
import type { Stage } from "../stage/stage.ts";
import type { Access } from "./access.ts";
import { attempt, type Reading } from "./reading.ts";

/** What people have paused. */
export async function readPauses(
  stage: Pick<Stage, "output">,
  access: Access,
): Promise<Reading<PauseFlags>> {
  return attempt(() => {
    const client = createDynamoClient(access);
    const clock = { now: () => Date.now() };
    return createPauses({ client, table: stage.output("CatalogTable"), clock }).read();
  });
}
