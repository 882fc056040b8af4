import { fromEnv } from "@aws-sdk/credential-provider-env";

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles. Lambda hands its role's keys to
 * the process by environment; profiles, SSO, instance metadata and the rest of the default chain
 * cannot occur there and would add 103 to 135 KB to every function.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const defaultProvider = fromEnv;
