import type { FunctionName } from "../../../src/names.ts";
import { type Connection, control } from "./connection.ts";

/** Which requests a fault meets; what is left out may be anything. Only requests of functions. */
interface Aim {
  readonly function?: FunctionName;
  /** As it is signed for: `dynamodb`, `states`, `sqs`, `scheduler`, `ses`, `sns`, `events`, `s3`. */
  readonly service?: string;
  readonly action?: string;
  /** A part of the request's body, such as a customer's key. */
  readonly match?: string;
  /** Let so many of them pass first. @default 0 */
  readonly skip?: number;
  /** Strike so many of them. @default 1 */
  readonly times?: number;
  /** Before AWS carried the request out, or after. @default "before" */
  readonly when?: "before" | "after";
}

export type Fault = Aim &
  (
    | {
        readonly do: "error";
        readonly status: number;
        readonly code: string;
        readonly message?: string;
      }
    /** The process of the function is gone, as when its machine dies: no answer, no last word. */
    | { readonly do: "kill" }
    /** The answer comes after so many seconds; with "before", so does the deed. */
    | { readonly do: "hang"; readonly seconds: number }
    /** The connection breaks off in the middle of the answer. */
    | { readonly do: "cut" }
  );

/** A rule at work: how many requests it met, and how many it struck. */
export type StandingFault = Fault & { readonly seen: number; readonly struck: number };

export interface Faults {
  add(fault: Fault): Promise<void>;
  list(): Promise<StandingFault[]>;
  clear(): Promise<void>;
}

export function createFaults(connection: Pick<Connection, "endpoint">): Faults {
  const ask = (init: RequestInit) => control(connection, "faults", init);
  return {
    async add(fault) {
      await ask({ method: "POST", body: JSON.stringify(fault) });
    },
    list: async () => (await ask({ method: "GET" })) as StandingFault[],
    async clear() {
      await ask({ method: "DELETE" });
    },
  };
}
