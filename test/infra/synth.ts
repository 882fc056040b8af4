import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, type Environment, Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { createServiceLimits } from "../../lib/checks/service-limits.ts";
import { withoutBundles } from "../../lib/function-code.ts";
import { ObservabilityStack } from "../../lib/observability-stack.ts";
import { readParameters } from "../../lib/parameters.ts";
import { SojournStack } from "../../lib/sojourn-stack.ts";

const cdkJson = readFileSync(join(import.meta.dirname, "../../cdk.json"), "utf8");

/** What `-c` would say. */
export type StageContext = Readonly<Record<string, unknown>>;

export const production: StageContext = {
  stage: "prod",
  sender: "hello@shop.test",
  defaultZone: "Europe/Berlin",
};

/** The app as bin/sojourn.ts builds it, under the feature flags of cdk.json, without bundles. */
export function buildApp(context: StageContext = {}, env?: Environment) {
  const flags: unknown = JSON.parse(cdkJson).context;
  const app = new App({
    context: { ...(flags as object), [withoutBundles]: true, ...context },
  });
  Validations.of(app).addPlugins(createServiceLimits());
  const reading = readParameters((key) => app.node.tryGetContext(key));
  if (reading.kind === "refused") throw new Error(reading.problems.join("\n"));
  const { parameters } = reading;
  const sojourn = new SojournStack(app, "Sojourn", { parameters, env });
  const observability = new ObservabilityStack(app, "Observability", { sojourn, env });
  return { app, sojourn, observability };
}

/** Both stacks with their templates. */
export function synthStage(context: StageContext = {}, env?: Environment) {
  const { sojourn, observability } = buildApp(context, env);
  return {
    sojourn,
    observability,
    template: Template.fromStack(sojourn),
    alarms: Template.fromStack(observability),
  };
}

/** A resource of a template, as far as these tests look. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** All resources of one type, by logical id. */
export function resourcesOf(template: Template, type: string): Map<string, Resource> {
  return new Map(Object.entries(template.findResources(type)) as [string, Resource][]);
}

/** The logical id behind `{Ref}` or `{Fn::GetAtt}`. */
export function referenced(value: unknown): string {
  const { Ref: ref, "Fn::GetAtt": attribute } = value as {
    Ref?: string;
    "Fn::GetAtt"?: readonly string[];
  };
  const id = ref ?? attribute?.[0];
  if (id === undefined) throw new Error(`No reference: ${JSON.stringify(value)}`);
  return id;
}
