import { compileDefinitions } from "../../src/core/definitions/compile-definitions.ts";
import { applyEvent } from "../../src/core/events/apply-event.ts";
import { keyedHash } from "../../src/core/hash.ts";
import { HOUR } from "../../src/core/time/instant.ts";
import { takeTurn } from "../../src/core/turns/take-turn.ts";
import { referenceCustomer } from "../reference/customer.ts";
import { referenceDefinitions, referenceJourney } from "../reference/definitions.ts";
import { measureRate } from "./measure-rate.ts";

/** Whole turns of the reference journey, one customer after the other. */
const start = Date.UTC(2026, 10, 2, 9);
const definitions = compileDefinitions(referenceDefinitions);
const journey = definitions.live.get(referenceJourney.name);
if (journey === undefined) throw new RangeError("the reference journey is not live");

/** Passed by each customer: send, wait, branch, send, wait, branch, send. */
const stepsPerCustomer = 7;

const entered = Array.from({ length: 500 }, (_, n) => {
  const customer = referenceCustomer(keyedHash("bench", `c${n}`), `c${n}`, start - 24 * HOUR);
  const event = {
    id: `e${n}`,
    type: "customer.registered",
    customer: customer.id,
    at: start,
    properties: {},
  };
  return applyEvent(customer, event, definitions, start).customer;
});

const rate = await measureRate(() => {
  for (const customer of entered) {
    const [enrollment] = Object.values(customer.enrollments);
    if (enrollment === undefined) throw new RangeError(`${customer.id} did not enter`);
    let current = customer;
    let now = start;
    let turns = 0;
    for (let due: number | undefined = now; due !== undefined; turns++) {
      now = due;
      const outcome = takeTurn(definitions, journey, current, enrollment.id, now);
      current = outcome.customer;
      due = outcome.next.kind === "wait" ? outcome.next.due : undefined;
    }
    if (turns !== 3) throw new RangeError(`${turns} turns, not 3`);
  }
  return entered.length * stepsPerCustomer;
});
console.log(JSON.stringify(rate));
