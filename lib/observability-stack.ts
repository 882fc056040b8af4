import { Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Monitoring } from "./monitoring.ts";
import type { SojournStack } from "./sojourn-stack.ts";

export interface ObservabilityStackProps extends StackProps {
  /** What is watched. */
  readonly sojourn: SojournStack;
}

/**
 * Alarms and dashboard of one stage. A stack of its own, since nothing in it holds state or carries
 * work: it may be left out or deleted at any time.
 */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    const name = `${props.sojourn.stackName}-observability`;
    super(scope, id, {
      stackName: name,
      description: `Alarms and dashboard of ${props.sojourn.stackName}.`,
      ...props,
    });
    new Monitoring(this, "Monitoring", { sojourn: props.sojourn });
  }
}
