import type { Message } from "../../src/core/messages/message.ts";
import type { Commit, Facts } from "./facts.ts";
import { judgeAddresses } from "./judge-addresses.ts";
import { judgeChannels } from "./judge-channels.ts";
import { judgeClaims } from "./judge-claims.ts";
import { judgeDepths } from "./judge-depths.ts";
import { judgeEntries } from "./judge-entries.ts";
import { judgeExits } from "./judge-exits.ts";
import { judgeLateFacts } from "./judge-late-facts.ts";
import { judgeLookBack } from "./judge-look-back.ts";
import { judgePauses } from "./judge-pauses.ts";
import { judgeRetimes } from "./judge-retimes.ts";
import { judgeSegments } from "./judge-segments.ts";
import { judgeStates } from "./judge-states.ts";
import { judgeSteps } from "./judge-steps.ts";
import { judgeTriggers, noteLearntDates } from "./judge-triggers.ts";
import { judgeVersions } from "./judge-versions.ts";
import { judgeWaits } from "./judge-waits.ts";
import type { Say } from "./say.ts";

function sayOf({ violations }: Facts, { key: customer, seq }: Commit): Say {
  return (invariant, text) => {
    violations.push({ invariant, customer, text: `commit ${seq}: ${text}` });
  };
}

/** What a commit made of a customer by what is known of it; also one that joined another into it. */
export function judgeDerivation(facts: Facts, commit: Commit): void {
  const say = sayOf(facts, commit);
  judgeSegments(facts, commit, say);
  judgeTriggers(facts, commit, say);
}

/** Everything that can be judged of one commit of a customer item. */
export function judgeCommit(
  facts: Facts,
  commit: Commit,
  message: (id: string) => Message | undefined,
): void {
  const say = sayOf(facts, commit);
  judgeDerivation(facts, commit);
  noteLearntDates(facts, commit);
  judgeClaims(facts, commit, message, say);
  judgeAddresses(facts, commit, say);
  judgeChannels(facts, commit, say);
  judgeExits(facts, commit, message, say);
  judgeLateFacts(facts, commit, say);
  judgeDepths(facts, commit, say);
  judgeEntries(facts, commit, say);
  judgeLookBack(facts, commit, say);
  judgeVersions(facts, commit, say);
  judgeSteps(facts, commit, say);
  judgeStates(commit, say);
  judgeWaits(facts, commit, say);
  judgeRetimes(facts, commit, say);
  judgePauses(facts, commit, say);
}
