import { describe, expect, it } from "vitest";
import * as states from "./break-states.ts";
import * as ways from "./break-ways.ts";
import * as broken from "./breaks.ts";
import { storyLength, tellStory } from "./torture.ts";
import type { Doubles } from "./world.ts";

/** The stories of the standard run: a break has to come to light within them. */
const stories = 40;

/** A story ends at its first violation, which may be another one: then the next story is told. */
async function catches(doubles: Doubles, invariant: string): Promise<string[]> {
  const caught: string[] = [];
  for (let seed = 1; seed <= stories && !caught.includes(invariant); seed++) {
    const { violations } = await tellStory(seed, storyLength, doubles);
    caught.push(...violations.map((violation) => violation.invariant));
  }
  return caught;
}

describe("the torture test catches code that", () => {
  it.each<[string, string, Doubles]>([
    ["counts an event again when it comes again", "I1", broken.forgetsEvents],
    [
      "records an event that comes again as if it had done nothing",
      "record",
      broken.forgetsWhatItSaid,
    ],
    ["never carries out the start that an entry owes", "I8", broken.startsNothing],
    ["claims without consent", "I2", broken.asksNoConsent],
    ["claims outside the window and in quiet hours", "I3", broken.ignoresHours],
    ["claims beyond a cap", "I4", broken.countsNoCaps],
    ["sends a message twice", "I5", broken.resends],
    ["leaves a message lying", "I5", broken.losesMessages],
    ["does not carry out what a turn decided", "I5", broken.losesEffects],
    ["claims after an exit", "I6", broken.claimsAfterExit],
    ["does not end what an event ends", "I6", broken.overlooksExits],
    ["enters twice under one key", "I7", broken.entersTwice],
    ["forgets the rules of re-entry", "I7", broken.forgetsEntries],
    ["waits without a wake-up", "I8", broken.setsNoTimers],
    ["leaves a wait before it is due", "wait", broken.wakesTooEarly],
    ["draws the side of a split anew for every visit", "I9", broken.drawsSides],
    ["draws the side of a split anew for every enrollment", "I9", ways.drawsSidesByEnrollment],
    ["draws the side of a split anew for every version", "I9", ways.drawsSidesByVersion],
    ["moves more customers between arms than it has to", "I9", ways.movesTooMany],
    ["draws who is in a rollout anew for every event", "I9", ways.drawsRolloutByEvent],
    ["draws who is in a rollout anew for every version", "I9", ways.drawsRolloutByVersion],
    ["draws who is held out anew for every event", "I9", ways.drawsHoldoutByEvent],
    ["draws who is held out anew for every version", "I9", ways.drawsHoldoutByVersion],
    ["draws who is held out of all anew for every event", "I9", ways.drawsHoldoutOfAllByEvent],
    ["keeps customers out of a rollout and gives another reason", "I9", ways.refusesSilently],
    ["goes on with what is paused", "pause", broken.ignoresPauses],
    ["goes down another arm than it says", "I12", states.takesOtherArm],
    ["takes back an end that was committed", "I8", states.takesBackEnds],
    ["lets go of an enrollment that waits", "I8", states.forgetsEnrollments],
    ["stamps a claim with another moment than its own", "I4", states.backdatesClaims],
    ["refuses well-formed events", "I11", states.refusesGoodEvents],
    ["acknowledges what it failed to take in", "I11", broken.dropsFailures],
    ["drops what it refuses", "I11", broken.dropsRefused],
    ["moves an enrollment to the newest version", "I12", broken.followsNewest],
  ])("%s (%s)", async (_what, invariant, doubles) => {
    expect(await catches(doubles, invariant)).toContain(invariant);
  });
});
