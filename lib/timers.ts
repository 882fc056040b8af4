import { ArnFormat, RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { ScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import { env } from "../src/names.ts";
import { acknowledgeWildcard } from "./acknowledge-wildcard.ts";
import { schedulerPrincipal } from "./scheduler-principal.ts";
import type { WorkQueue } from "./work-queue.ts";

export interface TimersProps {
  /** `<prefix>-<stage>`: two stages of one account keep their schedules apart. */
  readonly groupName: string;
}

/**
 * One-time schedules that send a message when it is due. Each target queue has a role of its own,
 * so that who may schedule an email can't schedule a wake.
 */
export class Timers extends Construct {
  readonly group: ScheduleGroup;
  private readonly roles = new Map<WorkQueue, Role>();

  constructor(scope: Construct, id: string, props: TimersProps) {
    super(scope, id);
    this.group = new ScheduleGroup(this, "Group", {
      scheduleGroupName: props.groupName,
      // On every stage: kept, they would fire at queues that went with the stack, and their name would
      // stand in the way of the next one. What they were for is in the items; the sweep finds it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /**
   * Lets a function schedule messages to the queue; tells it group, role, where a message goes that
   * the Scheduler can't deliver, and the queue's ARN under `arnName`.
   * @param names a function that times work for two queues is told of each under names of its own
   */
  grantSchedule(
    fn: LambdaFunction,
    queue: WorkQueue,
    arnName: string,
    names: { readonly role: string; readonly deadLetters: string } = forWork,
  ): void {
    const role = this.roles.get(queue) ?? this.createRole(queue);
    this.grant(fn, "scheduler:CreateSchedule");
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ["iam:PassRole"],
        resources: [role.roleArn],
        conditions: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      }),
    );
    fn.addEnvironment(names.role, role.roleArn);
    fn.addEnvironment(names.deadLetters, queue.deadLetters.queueArn);
    fn.addEnvironment(arnName, queue.messages.queueArn);
  }

  /** Lets a function take schedules back whose wait has ended. */
  grantClear(fn: LambdaFunction): void {
    this.grant(fn, "scheduler:DeleteSchedule");
  }

  private grant(fn: LambdaFunction, action: string): void {
    const resource = Stack.of(this).formatArn({
      service: "scheduler",
      resource: "schedule",
      resourceName: `${this.group.scheduleGroupName}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    fn.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
    acknowledgeWildcard(
      fn,
      resource,
      "A schedule is named by its customer and turn when it is made; the group is the stage's.",
    );
    fn.addEnvironment(env.scheduleGroup, this.group.scheduleGroupName);
  }

  private createRole(queue: WorkQueue): Role {
    const role = new Role(this, `${queue.node.id}Role`, {
      description: "The Scheduler's, to send what is due.",
      assumedBy: schedulerPrincipal(),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["sqs:SendMessage"],
        resources: [queue.messages.queueArn, queue.deadLetters.queueArn],
      }),
    );
    this.roles.set(queue, role);
    return role;
  }
}

const forWork = { role: env.scheduleRole, deadLetters: env.scheduleDeadLetters };
