import * as ways from "./break-ways.ts";
import * as broken from "./breaks.ts";
import { catchesBreaks } from "./catches-breaks.ts";

catchesBreaks("draws ways, rollouts and holdouts wrongly", [
  ["draws the side of a split anew for every visit", "I9", broken.drawsSides],
  ["draws the side of a split anew for every enrollment", "I9", ways.drawsSidesByEnrollment],
  ["draws the side of a split anew for every version", "I9", ways.drawsSidesByVersion, 70],
  ["moves more customers between arms than it has to", "I9", ways.movesTooMany, 29],
  ["draws who is in a rollout anew for every event", "I9", ways.drawsRolloutByEvent],
  ["draws who is in a rollout anew for every version", "I9", ways.drawsRolloutByVersion, 3],
  ["draws who is held out anew for every event", "I9", ways.drawsHoldoutByEvent],
  ["draws who is held out anew for every version", "I9", ways.drawsHoldoutByVersion, 14],
  ["draws who is held out of all anew for every event", "I9", ways.drawsHoldoutOfAllByEvent, 12],
  ["keeps customers out of a rollout and gives another reason", "I9", ways.refusesSilently],
]);
