/**
 * Stands in for `@smithy/core/event-streams` in the bundles: every protocol of the SDK would load it
 * for an operation that streams events, and it adds 15 KB to every function. None of ours has such
 * operations; a client that does imports names from it, which the bundler then doesn't find.
 */
throw new Error("A bundle holds no event streams: see lib/bundle/no-event-streams.ts.");

export {};
