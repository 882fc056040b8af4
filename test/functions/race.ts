import type { Customers } from "../../src/core/ports.ts";
import { DAY, formatInstant, HOUR, MINUTE } from "../../src/core/time/instant.ts";
import { at } from "../core/given.ts";
import { busEvent } from "./given.ts";
import { published } from "./published.ts";
import { createRaceStack, type RaceTables } from "./race-stack.ts";

export interface Race {
  /** What must not be, in words; empty when all is well. */
  readonly problems: readonly string[];
  /** Whether the message went out before the order was taken in. */
  readonly sent: boolean;
  /** Commits that found the customer changed under them. */
  readonly lostRaces: number;
}

const start = at("01-05 12:00");
const due = start + DAY;
const definitions = published({
  exitWhen: [{ event: "order.placed" }],
  steps: [
    { do: "wait", id: "rest", for: "24h" },
    { do: "send", id: "hello", template: "hello", channels: ["email"] },
    { do: "wait", id: "more", for: "9d" },
  ],
});

type Stack = ReturnType<typeof createRaceStack>;

/**
 * A waiting enrollment is due: its wake, the turn and the delivery that follow, and an order that
 * ends it meet in the handlers, over DynamoDB.
 * @param customer new for each race
 * @param lead calls to stores and runs that the wake and its followers make before the order comes:
 *   below 0 it has been taken in before them, Infinity: it comes when they are done
 * @param breakStore stands between handlers and customers, for a race that must go wrong
 */
export async function race(
  tables: RaceTables,
  customer: string,
  lead: number,
  breakStore: (customers: Customers) => Customers = (customers) => customers,
): Promise<Race> {
  const stack = createRaceStack({ start, definitions, tables, breakStore });
  const enrollment = await enter(stack, customer);
  await run(stack, customer, enrollment, lead);
  const problems = await judge(stack, customer, enrollment);
  return { problems, sent: stack.sent.length > 0, lostRaces: stack.notes.lostRaces };
}

/** @returns the enrollment, which waits and is due */
async function enter({ agenda, queues, ports }: Stack, customer: string): Promise<string> {
  const who = { id: customer, addresses: { email: ["ada@example.com"] } };
  const ada = { ...who, consents: { "email:*": true } };
  queues.intake.send(busEvent("customer.registered", { id: "e1", customer: ada }), 0);
  await agenda.advanceTo(start + MINUTE);
  await agenda.advanceTo(due);
  const item = await ports.customers.find(await ports.keys.keyOf(customer));
  const [enrollment] = Object.keys(item?.enrollments ?? {});
  if (enrollment === undefined) throw new Error(`${customer} has not entered`);
  return enrollment;
}

async function run(
  { agenda, notes, wakeUp, takeIn, join }: Stack,
  customer: string,
  enrollment: string,
  lead: number,
): Promise<void> {
  const placed = { id: "e2", customer, at: formatInstant(due) };
  let ordered: Promise<void> | undefined;
  const order = () => {
    ordered ??= takeIn(busEvent("order.placed", placed));
    return ordered;
  };
  let calls = 0;
  notes.called = () => {
    if (calls++ === lead) ordered = order();
  };
  notes.racing = true;
  if (lead < 0) await order();
  await wakeUp({ enrollment, turn: 1 });
  // The turn that the wake has let go on.
  await agenda.advanceTo(due);
  await join();
  await order();
  await join();
  notes.racing = false;
  // What failed and comes again, and the schedules.
  await agenda.advanceTo(due + HOUR);
}

async function judge(
  { ports, notes, runs, sent, queues }: Stack,
  customer: string,
  enrollment: string,
): Promise<string[]> {
  const record = await ports.enrollments.find(enrollment);
  const item = await ports.customers.find(await ports.keys.keyOf(customer));
  const claimed = notes.commits.findIndex((commit) => commit?.claims);
  const exited = notes.commits.findIndex((commit) => commit?.exits);
  const left = Object.values(item?.enrollments ?? {}).map(({ state }) => state);
  const dead = Object.values(queues).flatMap(({ deadLetters }) =>
    deadLetters.map(({ error }) => error.message),
  );
  const rules: readonly [holds: boolean, problem: string][] = [
    [record?.state === "exited", `its record says ${record?.state}`],
    [record?.ended === due, `it ended at ${record?.ended}, not with the order`],
    [left.length === 0, `the item still has it ${left.join()}`],
    [notes.ends === 1, `its run ended ${notes.ends} times`],
    [runs.underWay() === 0, "its run is still under way"],
    [exited !== -1, "the order ended nothing"],
    [claimed < exited, "claimed after the order was taken in"],
    [sent.length === 0 || claimed !== -1, "sent without a claim"],
    [sent.length <= 1, `sent ${sent.length} times`],
    [dead.length === 0, `dead letters: ${dead.join()}`],
  ];
  return rules.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}
