import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Archive } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import { type EventIntake, forIntake } from "./event-intake.ts";

export interface EventArchiveProps {
  readonly intake: EventIntake;
  /** Whole days that an event is kept for; the parameter `archiveDays`. */
  readonly days: number;
  /** Whether the archive goes with the stack. @default false */
  readonly disposable?: boolean;
}

/**
 * What came on the bus for intake, to be replayed when it was lost behind it (docs/runbook.md). A
 * million customers' two events of 1 KB cost $0.20 to take in and $0.05 a month:
 * https://aws.amazon.com/eventbridge/pricing/ It holds what storefronts say of their customers, so
 * it is kept no longer than somebody would replay.
 */
export class EventArchive extends Construct {
  readonly archiveArn: string;

  constructor(scope: Construct, id: string, props: EventArchiveProps) {
    super(scope, id);
    // Without a name of ours: one that is retained would stand in the way of the next stack's.
    const archive = new Archive(this, "Events", {
      description: "Events for intake, kept to be replayed: sojourn replay.",
      sourceEventBus: props.intake.bus,
      eventPattern: forIntake,
      retention: Duration.days(props.days),
    });
    const disposable = props.disposable ?? false;
    archive.applyRemovalPolicy(disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN);
    this.archiveArn = archive.archiveArn;
  }
}
