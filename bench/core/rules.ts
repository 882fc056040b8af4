import { compileCondition } from "../../src/core/conditions/compile-condition.ts";
import { createTracks } from "../../src/core/conditions/tracks.ts";
import type { Condition } from "../../src/core/definitions/condition.ts";
import { measureRate } from "./measure-rate.ts";
import { createSubjects, orderWindow, sixAttributes } from "./rule-subjects.ts";
import {
  attributesByHand,
  type Checker,
  createJsonLogic,
  createJsonRulesEngine,
  createUcast,
  windowByHand,
} from "./rules-elsewhere.ts";

/** Checks of one rule over many customers: the rule and who checks it, by argument. */
const tracks = createTracks();

function compileOurs(condition: Condition): Checker {
  const check = compileCondition(condition, { tracks, segment: () => undefined });
  return ({ subject }) => check(subject);
}

const rules: Readonly<Record<string, Readonly<Record<string, () => Checker>>>> = {
  attributes: {
    ours: () => compileOurs(sixAttributes),
    "by-hand": () => attributesByHand,
    ucast: createUcast,
    "json-logic": createJsonLogic,
    "json-rules-engine": createJsonRulesEngine,
  },
  window: { ours: () => compileOurs(orderWindow), "by-hand": () => windowByHand },
};

const [rule = "", who = ""] = process.argv.slice(2);
const check = rules[rule]?.[who]?.();
if (check === undefined) throw new RangeError(`nobody called "${who}" checks "${rule}"`);
const [track] = [...tracks.list().values()].flat();
const subjects = createSubjects(track?.id);

// Whoever is measured must find what the function by hand finds.
const byHand = rule === "window" ? windowByHand : attributesByHand;
let holding = 0;
for (const subject of subjects) {
  const holds = await check(subject);
  if (holds !== byHand(subject)) throw new RangeError(`${who} finds ${holds}`);
  if (holds) holding += 1;
}
if (holding < 200 || holding > 800) throw new RangeError(`${holding} of 1,000 hold: not a mix`);

let held = 0;
const isSlow = who === "json-rules-engine";
const rate = await measureRate(
  isSlow
    ? async () => {
        for (const subject of subjects) if (await check(subject)) held += 1;
        return subjects.length;
      }
    : () => {
        for (let round = 0; round < 50; round++) {
          for (const subject of subjects) if (check(subject) === true) held += 1;
        }
        return 50 * subjects.length;
      },
);
if (held === 0) throw new RangeError("nothing was checked");
console.log(JSON.stringify(rate));
