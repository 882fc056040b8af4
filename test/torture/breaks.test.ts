import { describe, expect, it } from "vitest";
import * as addresses from "./break-addresses.ts";
import * as dates from "./break-dates.ts";
import * as joins from "./break-joins.ts";
import * as late from "./break-late-facts.ts";
import { leavesWaits } from "./break-retimes.ts";
import * as segments from "./break-segments.ts";
import * as states from "./break-states.ts";
import * as ways from "./break-ways.ts";
import * as broken from "./breaks.ts";
import { storyLength, tellStory } from "./torture.ts";
import type { Doubles } from "./world.ts";

/** As many stories as the standard run tells: a break has to come to light within them. */
const stories = 40;

/** A story ends at its first violation, which may be another one: then the next story is told. */
async function catches(doubles: Doubles, invariant: string, from = 1): Promise<string[]> {
  const caught: string[] = [];
  for (let seed = from; seed < from + stories && !caught.includes(invariant); seed++) {
    const { violations } = await tellStory(seed, storyLength, doubles);
    caught.push(...violations.map((violation) => violation.invariant));
  }
  return caught;
}

describe("the torture test catches code that", () => {
  // Where one story in fifty shows a break, the number says which one to begin with.
  it.each<[string, string, Doubles, number?]>([
    ["counts an event again when it comes again", "I1", broken.forgetsEvents],
    [
      "records an event that comes again as if it had done nothing",
      "record",
      broken.forgetsWhatItSaid,
    ],
    ["fills figures in from a part of the history", "I1", broken.overlooksHistory],
    ["never carries out the start that an entry owes", "I8", broken.startsNothing],
    ["claims without consent", "I2", broken.asksNoConsent],
    ["sends without a look at the marks of an address", "mark", broken.looksAtNoMarks],
    ["sees no marks of an address", "mark", broken.seesNoMarks],
    ["takes opt-outs for the customer alone", "mark", broken.marksNoOptOuts],
    ["marks no refusal of every purpose", "mark", broken.marksNoPreferences],
    ["keeps the addresses that a new list replaces", "address", addresses.replacesNothing],
    ["learns no addresses", "address", addresses.learnsNoAddresses],
    ["goes on after a late fact", "late", late.overlooksLateFacts],
    ["claims outside the window and in quiet hours", "I3", broken.ignoresHours],
    ["guesses the zone of a customer that has none", "I3", broken.guessesZones],
    ["passes over a channel that can be used", "channel", broken.passesOverSms],
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
    ["leaves a wait as it is when its date or zone changes", "retime", leavesWaits],
    ["takes midnight for an instant in rules in days", "trigger", dates.readsMidnightsAsInstants],
    ["takes every date for a day in rules in hours", "wait", dates.waitsForDaysAlone],
    ["goes on with a day that the date moved away from", "I6", late.overlooksMovedDates],
    ["draws the side of a split anew for every visit", "I9", broken.drawsSides],
    ["draws the side of a split anew for every enrollment", "I9", ways.drawsSidesByEnrollment],
    ["draws the side of a split anew for every version", "I9", ways.drawsSidesByVersion],
    ["moves more customers between arms than it has to", "I9", ways.movesTooMany, 1030],
    ["draws who is in a rollout anew for every event", "I9", ways.drawsRolloutByEvent],
    ["draws who is in a rollout anew for every version", "I9", ways.drawsRolloutByVersion, 27],
    ["draws who is held out anew for every event", "I9", ways.drawsHoldoutByEvent],
    ["draws who is held out anew for every version", "I9", ways.drawsHoldoutByVersion],
    ["draws who is held out of all anew for every event", "I9", ways.drawsHoldoutOfAllByEvent],
    ["keeps customers out of a rollout and gives another reason", "I9", ways.refusesSilently],
    ["goes on with what is paused", "pause", broken.ignoresPauses],
    ["goes down another arm than it says", "I12", states.takesOtherArm],
    ["takes back an end that was committed", "I8", states.takesBackEnds, 20],
    ["lets go of an enrollment that waits", "I8", states.forgetsEnrollments],
    ["stamps a claim with another moment than its own", "I4", states.backdatesClaims],
    ["refuses well-formed events", "I11", states.refusesGoodEvents],
    ["acknowledges what it failed to take in", "I11", broken.dropsFailures],
    ["drops what it refuses", "I11", broken.dropsRefused],
    ["moves an enrollment to the newest version", "I12", broken.followsNewest],
    ["decides segments by the day before", "segment", segments.decidesByYesterday],
    ["moves nobody between segments by the clock", "segment", segments.sweepsNoSegments],
    ["looks at tags before they are set", "segment", segments.ordersBackwards],
    ["forgets which segments a customer was in", "segment", segments.forgetsWhereItWas],
    ["leaves the tag of a segment that was left", "tag", segments.keepsTags],
    ["tells of who is in a segment as it is published", "news", segments.tellsOfPublishes],
    ["tells nobody that a segment was entered", "news", segments.staysSilent],
    ["tells of one change under two names", "told", segments.tellsUnderOtherNames],
    ["keeps no history of membership", "told", segments.recordsNoSegments],
    ["tells of a date again", "trigger", segments.firesAgain],
    ["lets dates go by", "trigger", segments.firesNoDates],
    ["counts a day too much without an event", "trigger", segments.firesADayEarly],
    ["tells of what was before its journey", "trigger", segments.firesWhatWasBefore],
    ["takes in no members of before", "trigger", segments.takesInNoMembers],
    ["takes in members who have entered", "I7", segments.takesMembersInAgain],
    ["does not end what leaving a segment ends", "I6", segments.overlooksLeaving, 41],
    ["does not count what it makes itself", "I1", segments.countsNoDerived],
    ["leaves a visitor as it was who is joined into a customer", "I1", joins.joinsHalf],
    ["forgets in a join what a visitor was sent", "I4", joins.losesPlaces],
    ["leaves a visitor's runs under way after a join", "I8", joins.keepsRuns],
  ])("%s (%s)", async (_what, invariant, doubles, from) => {
    expect(await catches(doubles, invariant, from)).toContain(invariant);
  });
});
