import { deployedText } from "./deployed-text.ts";
import { type Finding, type LimitCheck, resourcesOfType } from "./finding.ts";

// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
const definitionBytes = 1024 * 1024;
const payloadBytes = 256 * 1024;
const longestName = 80;

/** What a state writes into the data that is handed on. */
const payloads = ["Arguments", "Assign", "ItemSelector", "Items", "Output", "Parameters", "Result"];

/** Step Functions: how large a definition may be, and what a state hands on; how long a name is. */
export const machineLimits: LimitCheck = (resources) =>
  resourcesOfType(resources, "AWS::StepFunctions::StateMachine").flatMap(
    ([resource, properties]) => {
      const definition = definitionOf(properties);
      return [
        ...nameFindings(resource, properties),
        ...sizeFindings(resource, definition),
        ...payloadFindings(resource, definition),
      ];
    },
  );

function nameFindings(
  resource: string,
  { StateMachineName }: Readonly<Record<string, unknown>>,
): readonly Finding[] {
  const name = deployedText(StateMachineName ?? "");
  if (name.length <= longestName) return [];
  const sentence = `The state machine's name "${name}" has ${name.length} characters; Step Functions takes ${longestName}.`;
  return [{ limit: "MachineName", resource, place: "Properties/StateMachineName", sentence }];
}

function sizeFindings(resource: string, definition: string): readonly Finding[] {
  const bytes = Buffer.byteLength(definition);
  if (bytes <= definitionBytes) return [];
  const sentence = `The definition has ${bytes} bytes with its ARNs filled in; Step Functions takes ${definitionBytes}.`;
  return [{ limit: "DefinitionSize", resource, place: "Properties/DefinitionString", sentence }];
}

function payloadFindings(resource: string, definition: string): readonly Finding[] {
  return writtenData(JSON.parse(definition)).flatMap(({ state, field, data }) => {
    const bytes = Buffer.byteLength(JSON.stringify(data));
    if (bytes <= payloadBytes) return [];
    return [
      {
        limit: "StatePayload",
        resource,
        place: `Properties/DefinitionString/States/${state}/${field}`,
        sentence: `The state "${state}" writes ${bytes} bytes into ${field}; Step Functions takes ${payloadBytes} between states. Hand ids on, not documents.`,
      },
    ];
  });
}

/** The definition as text, with each `${…}` filled in. */
function definitionOf(properties: Readonly<Record<string, unknown>>): string {
  const substitutions = (properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>;
  const text = deployedText(properties.DefinitionString ?? "{}");
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => deployedText(substitutions[name]));
}

interface Written {
  readonly state: string;
  readonly field: string;
  readonly data: unknown;
}

/** What every state writes by itself, those within a Map and a Parallel too. */
function writtenData(node: unknown): readonly Written[] {
  if (typeof node !== "object" || node === null) return [];
  if (!("States" in node)) return Object.values(node).flatMap(writtenData);
  const states = Object.entries(node.States as Record<string, Record<string, unknown>>);
  return states.flatMap(([state, fields]) => [
    ...payloads
      .filter((field) => fields[field] !== undefined)
      .map((field) => ({ state, field, data: fields[field] })),
    ...Object.values(fields).flatMap(writtenData),
  ]);
}
