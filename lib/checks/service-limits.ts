import { readFileSync } from "node:fs";
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyViolation,
} from "aws-cdk-lib";
import type { DeployedResources, LimitCheck } from "./finding.ts";
import { functionLimits } from "./function-limits.ts";
import { machineLimits } from "./machine-limits.ts";
import { queueLimits } from "./queue-limits.ts";
import { scheduleLimits } from "./schedule-limits.ts";

const checks: readonly LimitCheck[] = [functionLimits, queueLimits, machineLimits, scheduleLimits];

/**
 * Limits of AWS that a deployment, or worse the first busy day, would run into: told at synth, with
 * the construct that it is about. `Validations.of(app).addPlugins(createServiceLimits())`.
 */
export function createServiceLimits(): IPolicyValidationPlugin {
  return {
    name: "ServiceLimits",
    validate({ templatePaths }: IPolicyValidationContext) {
      const violations = templatePaths.flatMap(violationsOf);
      return { success: violations.length === 0, violations };
    },
  };
}

function violationsOf(templatePath: string): readonly PolicyViolation[] {
  const template: unknown = JSON.parse(readFileSync(templatePath, "utf8"));
  const { Resources = {} } = template as { Resources?: DeployedResources };
  return checks
    .flatMap((check) => check(Resources))
    .map(({ limit, resource, place, sentence }) => ({
      ruleName: limit,
      description: sentence,
      severity: "error",
      violatingResources: [{ resourceLogicalId: resource, templatePath, locations: [place] }],
    }));
}
