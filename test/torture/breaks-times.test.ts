import * as dates from "./break-dates.ts";
import * as late from "./break-late-facts.ts";
import { leavesWaits } from "./break-retimes.ts";
import * as segments from "./break-segments.ts";
import { catchesBreaks } from "./catches-breaks.ts";

catchesBreaks("reads dates, segments and time wrongly", [
  ["leaves a wait as it is when its date or zone changes", "retime", leavesWaits, 15],
  ["takes midnight for an instant in rules in days", "trigger", dates.readsMidnightsAsInstants],
  ["takes every date for a day in rules in hours", "wait", dates.waitsForDaysAlone],
  ["goes on with a day that the date moved away from", "I6", late.overlooksMovedDates, 2110],
  ["decides segments by the day before", "segment", segments.decidesByYesterday],
  ["moves nobody between segments by the clock", "segment", segments.sweepsNoSegments],
  ["looks at tags before they are set", "segment", segments.ordersBackwards],
  ["forgets which segments a customer was in", "segment", segments.forgetsWhereItWas, 24],
  ["leaves the tag of a segment that was left", "tag", segments.keepsTags],
  ["tells of who is in a segment as it is published", "news", segments.tellsOfPublishes],
  ["tells nobody that a segment was entered", "news", segments.staysSilent],
  ["tells of one change under two names", "told", segments.tellsUnderOtherNames],
  ["keeps no history of membership", "told", segments.recordsNoSegments],
  ["tells of a date again", "trigger", segments.firesAgain],
  ["lets dates go by", "trigger", segments.firesNoDates, 16],
  ["counts a day too much without an event", "trigger", segments.firesADayEarly],
  ["tells of what was before its journey", "trigger", segments.firesWhatWasBefore],
  ["takes in no members of before", "trigger", segments.takesInNoMembers],
  ["takes in members who have entered", "I7", segments.takesMembersInAgain],
  ["does not end what leaving a segment ends", "I6", segments.overlooksLeaving, 41],
  ["does not count what it makes itself", "I1", segments.countsNoDerived],
]);
