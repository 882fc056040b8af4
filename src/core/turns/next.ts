import type { Instant } from "../time/instant.ts";

/** Where a turn leaves its enrollment. */
export type Next =
  | { readonly kind: "wait"; readonly due: Instant }
  | { readonly kind: "ended"; readonly reason: string };
