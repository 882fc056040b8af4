import { deployedBytes } from "./deployed-text.ts";
import { type Finding, type LimitCheck, resourcesOfType } from "./finding.ts";

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const environmentBytes = 4 * 1024;
const longestTimeout = 900;

/** Lambda: how long a function may run, and how much its environment may hold. */
export const functionLimits: LimitCheck = (resources) =>
  resourcesOfType(resources, "AWS::Lambda::Function").flatMap(([resource, properties]) => [
    ...timeoutFindings(resource, properties),
    ...environmentFindings(resource, properties),
  ]);

function timeoutFindings(
  resource: string,
  { Timeout }: Readonly<Record<string, unknown>>,
): readonly Finding[] {
  if (typeof Timeout !== "number" || Timeout <= longestTimeout) return [];
  return [
    {
      limit: "FunctionTimeout",
      resource,
      place: "Properties/Timeout",
      sentence: `The function may run ${Timeout} s; Lambda ends it after ${longestTimeout} s at most.`,
    },
  ];
}

function environmentFindings(
  resource: string,
  { Environment }: Readonly<Record<string, unknown>>,
): readonly Finding[] {
  const { Variables = {} } = (Environment ?? {}) as {
    Variables?: Readonly<Record<string, unknown>>;
  };
  const sizes = Object.entries(Variables).map(([name, value]) => ({
    name,
    bytes: Buffer.byteLength(name) + deployedBytes(value),
  }));
  const bytes = sizes.reduce((sum, each) => sum + each.bytes, 0);
  if (bytes <= environmentBytes) return [];
  const largest = sizes.reduce((most, each) => (each.bytes > most.bytes ? each : most));
  return [
    {
      limit: "FunctionEnvironment",
      resource,
      place: "Properties/Environment",
      sentence: `The environment holds up to ${bytes} bytes, most of them (${largest.bytes}) in ${largest.name}; Lambda takes ${environmentBytes}.`,
    },
  ];
}
