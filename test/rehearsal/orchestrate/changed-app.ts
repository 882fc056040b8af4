import { App, Tags } from "aws-cdk-lib";
import { readParameters } from "../../../lib/parameters.ts";
import { SojournStack } from "../../../lib/sojourn-stack.ts";

// The same stage, every resource tagged, so that an update touches each that can hold data: tables,
// queues, the bucket, functions. The bundles are those of the first synth.

const app = new App();
const reading = readParameters((key) => app.node.tryGetContext(key));
if (reading.kind === "refused") throw new Error(reading.problems.join("\n"));
const stack = new SojournStack(app, "Sojourn", { parameters: reading.parameters });
Tags.of(stack).add("rehearsal", "changed");
