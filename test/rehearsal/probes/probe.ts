import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../orchestrate/emulator.ts";
import { runIn } from "../orchestrate/run-folder.ts";
import { connect } from "../stage/connection.ts";
import { createProbeClients, type ProbeClients } from "./clients.ts";

/** Whether the emulator does one thing as AWS does. */
export type Behaviour = (clients: ProbeClients) => Promise<boolean>;

/**
 * Holds a mend to its word: with all mends each behaviour is right, without this one it is wrong.
 * When a new version of the emulator is right by itself, the second half fails and says what to delete.
 */
export function probeMend(mend: string, behaviours: Readonly<Record<string, Behaviour>>): void {
  describe(`${mend}`, () => {
    const servers: { with?: Emulator; without?: Emulator } = {};
    beforeAll(async () => {
      [servers.with, servers.without] = await Promise.all([
        start(`${mend}-with`, "all"),
        start(`${mend}-without`, `-${mend}`),
      ]);
    });
    afterAll(async () => {
      await Promise.all([servers.with?.stop(), servers.without?.stop()]);
    });
    for (const [behaviour, isRight] of Object.entries(behaviours)) {
      test(`${behaviour}`, async () => {
        const [mended, left] = await Promise.all(
          [servers.with, servers.without].map((server) =>
            isRight(createProbeClients(server?.endpoint ?? "")),
          ),
        );
        // As texts, so that a failure says what to do.
        expect(mended ? "right" : "wrong in spite of the mend").toBe("right");
        expect(left ? `right by itself: ${deletionOf(mend)}` : "wrong").toBe("wrong");
      });
    }
  });
}

function start(name: string, mends: string): Promise<Emulator> {
  const python = process.env["REHEARSAL_PYTHON"] ?? "";
  const run = runIn(join(connect().folder, "probes", name), new AbortController().signal);
  return startEmulator(run, { python, mends });
}

function deletionOf(mend: string): string {
  return `MiniStack no longer needs this mend: delete emulator/mends/${mend}.py, or that part of it, and this probe`;
}
