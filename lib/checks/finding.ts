/** A resource of a template as it is deployed, as far as the checks look. */
export interface DeployedResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export type DeployedResources = Readonly<Record<string, DeployedResource>>;

/** One limit of AWS that a template exceeds. */
export interface Finding {
  /** Names the limit, such as `QueueVisibility`. */
  readonly limit: string;
  /** Logical id. */
  readonly resource: string;
  /** Where in the resource: `Properties/VisibilityTimeout`. */
  readonly place: string;
  /** What was found and what is wanted, in one plain sentence. */
  readonly sentence: string;
}

/** Looks at every resource of one template. */
export type LimitCheck = (resources: DeployedResources) => readonly Finding[];

/** Those of one type, each with its logical id and its properties. */
export function resourcesOfType(
  resources: DeployedResources,
  type: string,
): readonly (readonly [id: string, properties: Readonly<Record<string, unknown>>])[] {
  return Object.entries(resources)
    .filter(([, each]) => each.Type === type)
    .map(([id, { Properties = {} }]) => [id, Properties] as const);
}
