import { channels } from "./channels.ts";

/**
 * What a consent is about: a channel, and a purpose or `*` for all of them. A purpose is at most as
 * long as a name of the settings.
 */
export const consentScope = new RegExp(`^(${channels.join("|")}):(\\*|[a-z0-9.-]{1,64})$`);

/** The hint for a scope that can't be read. */
export const consentScopeHint = "write channel:purpose, such as email:repurchase";
