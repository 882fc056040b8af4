import type { StageFacts } from "../../src/core/publishing/read-definitions.ts";
import type { Stage } from "./stage.ts";

/** What a deployed stage adds to its definition files. A stage of before 0.3 tells no sender. */
export function factsOf(stage: Stage): StageFacts {
  return { defaultZone: stage.findOutput("DefaultZone"), sender: stage.findOutput("Sender") };
}
