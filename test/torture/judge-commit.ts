import type { Message } from "../../src/core/messages/message.ts";
import type { Commit, Facts } from "./facts.ts";
import { judgeClaims } from "./judge-claims.ts";
import { judgeEntries } from "./judge-entries.ts";
import { judgeExits } from "./judge-exits.ts";
import { judgePauses } from "./judge-pauses.ts";
import { judgeStates } from "./judge-states.ts";
import { judgeSteps } from "./judge-steps.ts";
import { judgeVersions } from "./judge-versions.ts";
import { judgeWaits } from "./judge-waits.ts";
import type { Say } from "./say.ts";

/** Everything that can be judged of one commit of a customer item. */
export function judgeCommit(
  facts: Facts,
  commit: Commit,
  message: (id: string) => Message | undefined,
): void {
  const say: Say = (invariant, text) => {
    facts.violations.push({
      invariant,
      customer: commit.key,
      text: `commit ${commit.seq}: ${text}`,
    });
  };
  judgeClaims(facts, commit, message, say);
  judgeExits(commit, say);
  judgeEntries(facts, commit, say);
  judgeVersions(facts, commit, say);
  judgeSteps(facts, commit, say);
  judgeStates(commit, say);
  judgeWaits(facts, commit, say);
  judgePauses(facts, commit, say);
}
