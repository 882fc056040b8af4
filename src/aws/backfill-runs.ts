import type { BackfillRuns } from "../core/ports.ts";
import { callService, isNamed } from "./failure.ts";
import {
  askSigned,
  type Refusal,
  type SignedInit,
  type SigningEnvironment,
} from "./signed-request.ts";

export interface BackfillRunsConfig {
  readonly environment: SigningEnvironment;
  /** ARN of `backfill-figures`. */
  readonly machine: string;
}

/**
 * Backfills as executions of `backfill-figures`, named by their publish: `rev-12`. One signed
 * request: the SDK's client would put publish over its 600 KB (docs/decisions/0007).
 */
export function createBackfillRuns({ environment, machine }: BackfillRunsConfig): BackfillRuns {
  return {
    async start(rev) {
      const body = { stateMachineArn: machine, name: `rev-${rev}`, input: JSON.stringify({ rev }) };
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AWSStepFunctions.StartExecution",
      };
      const init: SignedInit = { method: "POST", headers, body: JSON.stringify(body) };
      await callService("RunsUnavailable", "StartExecution", async () => {
        try {
          await askSigned({ environment, service: "states", path: "/", init, refusal });
        } catch (error) {
          // One that has failed is there, too: a person redrives it.
          if (!isNamed(error, "ExecutionAlreadyExists")) throw error;
        }
      });
    },
  };
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#operation-error-serialization */
function refusal(answer: Response, body: string): Refusal {
  const said = (member: string) =>
    new RegExp(`"${member}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(body)?.[1];
  const type = answer.headers.get("x-amzn-errortype") ?? said("__type");
  return { name: type?.split(":")[0]?.split("#").at(-1), message: said("message") };
}
