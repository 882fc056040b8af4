import { App } from "aws-cdk-lib";
import { bundleFunctions } from "../lib/bundle/bundle-functions.ts";
import { withoutBundles } from "../lib/function-code.ts";
import { ObservabilityStack } from "../lib/observability-stack.ts";
import { readParameters } from "../lib/parameters.ts";
import { SojournStack } from "../lib/sojourn-stack.ts";

// The CDK app: `npx cdk synth`, `npx cdk deploy --all -c stage=prod -c sender=… -c defaultZone=…`.

const app = new App();
const reading = readParameters((key) => app.node.tryGetContext(key));
if (reading.kind === "refused") {
  for (const problem of reading.problems) console.error(problem);
  process.exit(1);
}
for (const note of reading.notes) console.error(`Note: ${note}`);

if (app.node.tryGetContext(withoutBundles) !== true) await bundleFunctions();

const sojourn = new SojournStack(app, "Sojourn", { parameters: reading.parameters });
new ObservabilityStack(app, "Observability", { sojourn });
