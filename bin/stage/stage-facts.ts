import type { StageFacts } from "../../src/core/publishing/read-definitions.ts";
import type { Stage } from "./stage.ts";

/** The zone and the sender of a deployed stage. A stage older than 0.3 tells no sender. */
export function factsOf(stage: Stage): StageFacts {
  return { defaultZone: stage.findOutput("DefaultZone"), sender: stage.findOutput("Sender") };
}
