import { App, Validations } from "aws-cdk-lib";
import { bundleFunctions } from "../lib/bundle/bundle-functions.ts";
import { createServiceLimits } from "../lib/checks/service-limits.ts";
import { withoutBundles } from "../lib/function-code.ts";
import { ObservabilityStack } from "../lib/observability-stack.ts";
import { readParameters } from "../lib/parameters.ts";
import { regionToPin } from "../lib/region-offers.ts";
import { SojournStack } from "../lib/sojourn-stack.ts";

// The CDK app: `npx cdk synth`, `npx cdk deploy --all -c stage=prod -c sender=… -c defaultZone=…`.

const app = new App();
Validations.of(app).addPlugins(createServiceLimits());
const reading = readParameters((key) => app.node.tryGetContext(key));
if (reading.kind === "refused") {
  for (const problem of reading.problems) console.error(problem);
  process.exit(1);
}
for (const note of reading.notes) console.error(`Note: ${note}`);

if (app.node.tryGetContext(withoutBundles) !== true) await bundleFunctions();

// The CLI's own variable; only a Region that lacks something gets a template of its own.
const region = regionToPin(process.env.CDK_DEFAULT_REGION);
const env = region === undefined ? {} : { region };
const sojourn = new SojournStack(app, "Sojourn", { parameters: reading.parameters, env });
new ObservabilityStack(app, "Observability", { sojourn, env });
