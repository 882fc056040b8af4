import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";

/** An alarm as a person meets it: what it means, and the section of the runbook that says what to do. */
export interface Warning {
  readonly metric: IMetric;
  /** Rings at this value or above. */
  readonly atLeast: number;
  /** One or two sentences: what happened, and what it does to customers. */
  readonly meaning: string;
  /** Anchor in docs/runbook.md. */
  readonly runbook: string;
  /** Periods in a row. @default 1 */
  readonly periods?: number;
}
