import {
  nothingPaused,
  type PauseFlags,
  pauseFreshFor,
  withGateClosed,
  withGateDrained,
  withGateOpen,
  withoutPause,
  withPause,
} from "../../core/definitions/pause.ts";
import { operationalError } from "../../core/errors.ts";
import type { Clock, Pauses } from "../../core/ports.ts";
import type { Instant } from "../../core/time/instant.ts";
import { createBackoff } from "../backoff.ts";
import { createTable, type TableConfig } from "../table.ts";

export interface PausesConfig extends TableConfig {
  readonly clock: Clock;
}

/** People pause; so many of them at once is a mistake. */
const mostTries = 8;

const flagsKey = { kind: "pause", name: "flags" } as const;

/**
 * The pause flags, one item of the `catalog` table, at most 30 s old as functions read them,
 * counted from when they were asked for. What is older is never handed out, even while the table
 * is away: it may lack a pause.
 */
export function createPauses({ clock, ...config }: PausesConfig): Pauses {
  const table = createTable(config, "CatalogUnavailable");
  const backoff = createBackoff();
  let current: { readonly flags: PauseFlags; readonly asked: Instant } | undefined;
  let loading: Promise<PauseFlags> | undefined;

  async function load(): Promise<PauseFlags> {
    const asked = clock.now();
    const item = await table.get(flagsKey);
    const flags = item === undefined ? nothingPaused : flagsOf(item);
    current = { flags, asked };
    return flags;
  }

  async function change(build: (flags: PauseFlags) => PauseFlags): Promise<PauseFlags> {
    for (let tries = 1; ; tries++) {
      const before = await load();
      const after = build(before);
      if (after === before) return before;
      const next = { ...after, rev: before.rev + 1 };
      const written = await table.put({ ...next, ...flagsKey }, ({ name, value }) =>
        before.rev === 0
          ? `attribute_not_exists(${name("name")})`
          : `${name("rev")} = ${value(before.rev)}`,
      );
      // Where the answer to the write was lost, the next round finds it done.
      if (written) return load();
      if (tries === mostTries) {
        throw operationalError(
          "CatalogUnavailable",
          `the pause flags changed under us ${mostTries} times; try again`,
        );
      }
      await backoff.pause(tries);
    }
  }

  return {
    async read() {
      if (current !== undefined && clock.now() - current.asked < pauseFreshFor) {
        return current.flags;
      }
      loading ??= load().finally(() => {
        loading = undefined;
      });
      return loading;
    },
    pause: (what, pause) => change((flags) => withPause(flags, what, pause)),
    unpause: (what, now) => change((flags) => withoutPause(flags, what, now)),
    closeGate: (channel, closing) => change((flags) => withGateClosed(flags, channel, closing)),
    openGate: (channel, now) => change((flags) => withGateOpen(flags, channel, now)),
    gateDrained: (gate, since) => change((flags) => withGateDrained(flags, gate, since)),
  };
}

function flagsOf(item: Record<string, unknown>): PauseFlags {
  const { kind: _, name: __, ...flags } = item;
  return flags as unknown as PauseFlags;
}
