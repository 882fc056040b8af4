import type { Stage } from "../stage/stage.ts";
import type { StageOptions } from "../stage/stage-options.ts";
import type { Streams } from "./streams.ts";

/**
 * Works on a stage and sets the exit code. What speaks to AWS is loaded only then: it takes half a
 * second, which `sojourn check` need not wait for.
 */
export async function onStage(
  options: StageOptions,
  { error }: Streams,
  work: (stage: Stage) => Promise<number>,
): Promise<void> {
  const { withStage } = await import("../stage/with-stage.ts");
  process.exitCode = await withStage(options, error, work);
}
