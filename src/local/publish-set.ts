import type { DefinitionSet } from "../core/definitions/definitions.ts";
import type { Ports } from "../core/ports.ts";
import { markReady, prepareSet, unreadyFigures } from "../core/publishing/prepare-figures.ts";

type PublishSetPorts = Pick<Ports, "backfillRuns" | "clock" | "publications">;

/** Publishes whole sets instead of files: each as one, once its figures are filled in. */
export interface SetPublisher {
  /** The newest set, where it is not live yet. */
  readonly wished: DefinitionSet | undefined;
  /** @returns what is live then */
  publish(set: DefinitionSet, ports: PublishSetPorts): Promise<DefinitionSet>;
  publishReady(rev: number, ports: PublishSetPorts): Promise<void>;
}

export function createSetPublisher(): SetPublisher {
  let wished: DefinitionSet | undefined;

  async function goLive(
    ready: number | undefined,
    { backfillRuns, clock, publications }: PublishSetPorts,
  ): Promise<DefinitionSet | undefined> {
    while (wished !== undefined) {
      const set = wished;
      const before = await publications.live();
      const live = before && ready !== undefined ? markReady(before, ready) : before;
      const next = live === undefined ? { ...set, rev: 1 } : prepareSet(set, live, clock.now());
      // Another may have been published meanwhile, and this one with it.
      if (wished !== set || !(await publications.goLive(before?.rev ?? 0, next))) continue;
      const unready = unreadyFigures(next).map(({ since }) => since.rev);
      if (unready.length > 0) await backfillRuns.start(Math.max(...unready));
      else if (wished === set) wished = undefined;
      return next;
    }
    return undefined;
  }

  return {
    get wished() {
      return wished;
    },
    async publish(set, ports) {
      wished = set;
      return (await goLive(undefined, ports)) ?? set;
    },
    async publishReady(rev, ports) {
      await goLive(rev, ports);
    },
  };
}
