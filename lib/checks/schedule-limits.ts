import { deployedBytes, deployedText } from "./deployed-text.ts";
import { type Finding, type LimitCheck, resourcesOfType } from "./finding.ts";

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html
const longestName = 64;
const inputBytes = 256 * 1024;

/** EventBridge Scheduler: names of groups and schedules, and what a schedule hands to its target. */
export const scheduleLimits: LimitCheck = (resources) => {
  const groups = resourcesOfType(resources, "AWS::Scheduler::ScheduleGroup");
  const schedules = resourcesOfType(resources, "AWS::Scheduler::Schedule");
  return [
    ...[...groups, ...schedules].flatMap(([resource, { Name }]) => nameFindings(resource, Name)),
    ...schedules.flatMap(([resource, { Target }]) => inputFindings(resource, Target)),
  ];
};

function nameFindings(resource: string, found: unknown): readonly Finding[] {
  const name = deployedText(found ?? "");
  if (name.length <= longestName) return [];
  const sentence = `The name "${name}" has ${name.length} characters; the Scheduler takes ${longestName}.`;
  return [{ limit: "ScheduleName", resource, place: "Properties/Name", sentence }];
}

function inputFindings(resource: string, target: unknown): readonly Finding[] {
  const { Input = "" } = (target ?? {}) as { Input?: unknown };
  const bytes = deployedBytes(Input);
  if (bytes <= inputBytes) return [];
  const sentence = `The schedule hands ${bytes} bytes to its target; the Scheduler takes ${inputBytes}.`;
  return [{ limit: "ScheduleInput", resource, place: "Properties/Target/Input", sentence }];
}
