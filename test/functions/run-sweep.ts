import type { createHandler } from "../../functions/sweep.ts";
import type { SweepAsk } from "../../src/core/sweep/sweep-lease.ts";
import type { BegunSweep } from "../../src/flows/begin-sweep.ts";
import type { FinishedSweep } from "../../src/flows/finish-sweep.ts";
import type { SweptSlice } from "../../src/flows/sweep-slice.ts";
import { context } from "./given.ts";

type Handler = ReturnType<typeof createHandler>;

/** What the states of the sweep's machine ask of the function, by the names that they say it under. */
export function partsOf(sweep: Handler) {
  return {
    begin: (execution: string, ask: SweepAsk | null = null) =>
      sweep({ do: "begin", execution, ask }, context(300_000)) as Promise<BegunSweep>,
    /** @param remaining ms that the function has left when it looks, in turn */
    slice: (token: number, slice: number, ...remaining: number[]) =>
      sweep(
        { do: "sweep", token, slice },
        context(...(remaining.length === 0 ? [300_000] : remaining)),
      ) as Promise<SweptSlice>,
    finish: (execution: string, token: number) =>
      sweep({ do: "finish", execution, token }, context(300_000)) as Promise<FinishedSweep>,
  };
}

/** A whole execution. @returns what it began with, and what each slice came to */
export async function runSweep(sweep: Handler, execution: string, ask: SweepAsk | null = null) {
  const { begin, slice, finish } = partsOf(sweep);
  const begun = await begin(execution, ask);
  const swept: SweptSlice[] = [];
  if (begun.kind !== "pass") return { begun, swept };
  for (const each of begun.slices) {
    let stretch = await slice(begun.token, each);
    for (; stretch.more; stretch = await slice(begun.token, each)) swept.push(stretch);
    swept.push(stretch);
  }
  const finished = await finish(execution, begun.token);
  return { begun, swept, finished };
}
