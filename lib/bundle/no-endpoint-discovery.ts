/**
 * Stands in for `@aws-sdk/middleware-endpoint-discovery` in the bundles. The DynamoDB client puts it
 * into its configuration and none of its commands uses it; its cache brings 8 KB along.
 */
export function resolveEndpointDiscoveryConfig<Config>(config: Config): Config {
  return config;
}

/** For the client's loader of configuration: off, wherever it looks. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => false,
  configFileSelector: () => false,
  default: false,
};
