import * as addresses from "./break-addresses.ts";
import * as joins from "./break-joins.ts";
import * as late from "./break-late-facts.ts";
import * as states from "./break-states.ts";
import * as broken from "./breaks.ts";
import { catchesBreaks } from "./catches-breaks.ts";

catchesBreaks("handles events, messages and runs wrongly", [
  ["counts an event again when it comes again", "I1", broken.forgetsEvents],
  [
    "records an event that comes again as if it had done nothing",
    "record",
    broken.forgetsWhatItSaid,
  ],
  ["fills figures in from a part of the history", "I1", broken.overlooksHistory],
  ["never carries out the start that an entry owes", "I8", broken.startsNothing],
  ["claims without consent", "I2", broken.asksNoConsent],
  ["takes a bare flag for a consent that was given", "I1", broken.takesFlagsForWords, 16],
  ["sends without a look at the marks of an address", "mark", broken.looksAtNoMarks],
  ["sees no marks of an address", "mark", broken.seesNoMarks, 268],
  ["takes opt-outs for the customer alone", "mark", broken.marksNoOptOuts],
  ["marks no refusal of every purpose", "mark", broken.marksNoPreferences],
  ["keeps the addresses that a new list replaces", "address", addresses.replacesNothing],
  ["learns no addresses", "address", addresses.learnsNoAddresses],
  ["goes on after a late fact", "late", late.overlooksLateFacts, 204],
  ["claims outside the window and in quiet hours", "I3", broken.ignoresHours],
  ["guesses the zone of a customer that has none", "I3", broken.guessesZones],
  ["passes over a channel that can be used", "channel", broken.passesOverSms],
  ["claims beyond a cap", "I4", broken.countsNoCaps],
  ["sends a message twice", "I5", broken.resends, 13],
  ["leaves a message lying", "I5", broken.losesMessages],
  ["forgets what waits at a gate", "I5", broken.forgetsGates],
  ["does not carry out what a turn decided", "I5", broken.losesEffects],
  ["claims after an exit", "I6", broken.claimsAfterExit],
  ["does not end what an event ends", "I6", broken.overlooksExits],
  ["enters twice under one key", "I7", broken.entersTwice],
  ["forgets the rules of re-entry", "I7", broken.forgetsEntries],
  ["waits without a wake-up", "I8", broken.setsNoTimers],
  ["leaves a wait before it is due", "wait", broken.wakesTooEarly],
  ["goes on with what is paused", "pause", broken.ignoresPauses],
  ["goes down another arm than it says", "I12", states.takesOtherArm],
  ["takes back an end that was committed", "I8", states.takesBackEnds, 20],
  ["lets go of an enrollment that waits", "I8", states.forgetsEnrollments],
  ["stamps a claim with another moment than its own", "I4", states.backdatesClaims],
  ["refuses well-formed events", "I11", states.refusesGoodEvents],
  ["acknowledges what it failed to take in", "I11", broken.dropsFailures],
  ["drops what it refuses", "I11", broken.dropsRefused],
  ["moves an enrollment to the newest version", "I12", broken.followsNewest],
  ["leaves a visitor as it was who is joined into a customer", "I1", joins.joinsHalf],
  ["forgets in a join what a visitor was sent", "I4", joins.losesPlaces, 15],
  ["leaves a visitor's runs under way after a join", "I8", joins.keepsRuns],
]);
