import type { Pause, PauseFlags } from "../../src/core/definitions/pause.ts";
import { formatInstant } from "../../src/core/time/instant.ts";
import { type Check, conclude, type Finding } from "./finding.ts";
import { judgeReading, type Reading } from "./reading.ts";

/**
 * A pause is meant, so it is a warning: the one that is forgotten bites.
 * @param options what ends a printed command, such as `--stage prod`
 */
export function judgePauses(pauses: Reading<PauseFlags>, options: string): readonly Finding[] {
  const check: Check = {
    topic: "Pauses",
    wanted: "nothing paused",
    why: "What is paused sends nothing and goes nowhere until somebody lifts it.",
    mend: "sojourn unpause",
  };
  return judgeReading(check, pauses, ({ all, journeys, channels, gates = {} }) => {
    const flags: [string, Pause | undefined][] = [
      ["--all", all],
      ...Object.entries(journeys).map(([name, pause]): [string, Pause] => {
        return [`--journey ${name}`, pause];
      }),
      ...Object.entries(channels).map(([name, pause]): [string, Pause] => {
        return [`--channel ${name}`, pause];
      }),
    ];
    const findings = flags.flatMap(([target, pause]) => {
      if (pause === undefined) return [];
      const why = pause.why === undefined ? "" : `: ${pause.why}`;
      const found = `${target.slice(2)} since ${formatInstant(pause.since)}${why}`;
      const mend = `sojourn unpause ${target} ${options}`;
      return [conclude({ ...check, mend }, "warning", found)];
    });
    for (const [channel, { since, code }] of Object.entries(gates)) {
      const found = `channel ${channel} since ${formatInstant(since)}: its provider refuses the stage itself (${code})`;
      const mend = "docs/runbook.md#channel-refused; it opens by itself within two minutes";
      findings.push(conclude({ ...check, mend }, "problem", found));
    }
    return findings.length > 0 ? findings : [conclude(check, "ok", "nothing paused")];
  });
}
