import type { Construct } from "constructs";

/** How the functions and state machines of a stage tell what they do. */
export interface Telemetry {
  /** Dimensions of the stage's figures: prefix and name of the stage. */
  readonly service: string;
  readonly stage: string;
  /** WARN: errors and refusals. DEBUG: also a line per record that was handled, at $0.50 a GB. */
  readonly logLevel: "WARN" | "DEBUG";
  /** Whether X-Ray follows calls: $5 a million traces, and the functions' roles may write there. */
  readonly tracing: boolean;
}

const key = "sojourn:telemetry";

/** Says it once for all that a stack holds; before its first construct. */
export function setTelemetry(stack: Construct, telemetry: Telemetry): void {
  stack.node.setContext(key, telemetry);
}

/** What was said of the stack that a construct is in. */
export function telemetryOf(scope: Construct): Telemetry {
  return scope.node.getContext(key) as Telemetry;
}
