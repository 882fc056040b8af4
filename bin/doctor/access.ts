import type { Stage } from "../stage/stage.ts";

/**
 * What the doctor's clients are built with. A service that says nothing is unknown after some 30 s:
 * 3 tries of 10 s at most, as nobody waits longer for a diagnosis.
 */
export function accessTo({ aws }: Pick<Stage, "aws">) {
  return {
    ...aws,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
    },
  };
}
export type Access = ReturnType<typeof accessTo>;
