import { explainFailure } from "./explain-failure.ts";
import { findStage } from "./find-stage.ts";
import type { Stage } from "./stage.ts";
import type { StageOptions } from "./stage-options.ts";

/**
 * Finds the stage and works on it; what a person can mend is told in a sentence, never as a stack.
 * @returns the exit code: what the work says, or 1 when it could not be done
 */
export async function withStage(
  options: StageOptions,
  error: (text: string) => void,
  work: (stage: Stage) => Promise<number>,
): Promise<number> {
  try {
    return await work(await findStage(options));
  } catch (thrown) {
    const told = explainFailure(thrown);
    if (told === undefined) throw thrown;
    error(`${told}\n`);
    return 1;
  }
}
