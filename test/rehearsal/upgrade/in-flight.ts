import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { queueNames } from "../../../bin/stage/queues.ts";
import { DAY, HOUR, MINUTE } from "../../../src/core/time/instant.ts";
import type { TestCustomer } from "../stage/customers.ts";
import { endState, type SeenAtTheEnd, seenAtTheEnd, turnState } from "../stage/seen-at-the-end.ts";
import type { Stage } from "../stage/stage.ts";
import { until } from "../stage/until.ts";
import { files, type JourneyName } from "./files.ts";

/** A customer on the way, and the subjects of all mail until the end. */
interface Traveller extends TestCustomer {
  readonly journey: JourneyName;
  readonly mails: readonly string[];
}

/** Customers that wait when this version is deployed, by what was published. */
export interface InFlight {
  readonly customers: readonly Traveller[];
  readonly files: Readonly<Record<string, string | object>>;
}

/** Customers of each kind; more than the functions that take turns side by side. */
const ofEachKind = 6;

const kinds: readonly { name: string; journey: JourneyName; mails: readonly string[] }[] = [
  { name: "rests", journey: "rest", mails: ["Hello", "Afterwards"] },
  { name: "dozes", journey: "soon", mails: ["Afterwards"] },
  { name: "uses", journey: "coupon", mails: ["Thanks"] },
  { name: "forgets", journey: "coupon", mails: ["Afterwards"] },
  { name: "nameless", journey: "held", mails: ["Dear Ada"] },
];

/** Publishes on the previous release and has customers wait: by wait, by waitFor, with a held message. */
export async function putInFlight(stage: Stage): Promise<InFlight> {
  for (const [path, content] of Object.entries(files)) await stage.files.save(path, content);
  for (const path of Object.keys(files).filter((each) => each.startsWith("journeys/"))) {
    await until(`${path} to go live`, async () => {
      const report = await stage.files.report(path);
      if (report?.verdict === "refused") throw new Error(JSON.stringify(report));
      return report?.verdict === "live";
    });
  }
  const customers: Traveller[] = [];
  for (const { name, journey, mails } of kinds) {
    for (let number = 0; number < ofEachKind; number++) {
      const traveller = { ...stage.customers.create(name), journey, mails };
      await enter(stage, traveller);
      customers.push(traveller);
    }
  }
  for (const traveller of customers) await onTheWay(stage, traveller);
  return { customers, files };
}

async function enter(stage: Stage, { id, email, journey }: Traveller): Promise<void> {
  const consents = { "email:onboarding": true };
  const customer = { id, addresses: { email: [email] }, consents };
  await stage.events.put([{ type: `upgrade.${journey}`, customer }]);
}

/** Until nothing is done for the customer before time passes or something happens. */
async function onTheWay(stage: Stage, traveller: Traveller): Promise<void> {
  const { id, email, journey } = traveller;
  switch (journey) {
    case "rest":
      await stage.enrollments.asleep(id);
      await until(`the first mail to ${id}`, async () => stage.outbox(email).length === 1);
      return;
    case "coupon":
      await stage.enrollments.asleep(id);
      return;
    case "soon":
      await until(`${id} to wait`, async () => {
        const { enrollments = {} } = (await stage.customers.find(id)) ?? {};
        return Object.values(enrollments).some(({ wait }) => wait !== undefined);
      });
      return;
    case "held":
      await until(`the message of ${id} to be held`, async () => {
        const [message] = await stage.customers.records(id, "message#");
        return message?.["state"] === "held";
      });
      // The run ends by itself while its message waits.
      await stage.enrollments.closedRuns((await stage.enrollments.ended(id)).id);
      return;
  }
}

/** A customer enters about three times a second until the work is done. */
export async function enterWhile<Outputs>(
  stage: Stage,
  work: () => Promise<Outputs>,
): Promise<{ readonly outputs: Outputs; readonly entered: readonly Traveller[] }> {
  const entered: Traveller[] = [];
  const done = new AbortController();
  const working = work().finally(() => done.abort());
  while (!done.signal.aborted) {
    const customer = stage.customers.create("midway");
    const traveller: Traveller = { ...customer, journey: "rest", mails: ["Hello", "Afterwards"] };
    await enter(stage, traveller);
    entered.push(traveller);
    await sleep(300);
  }
  return { outputs: await working, entered };
}

/** On the new version: what they do, and the days that they wait for. */
export async function passTheirDays(
  stage: Stage,
  { customers }: InFlight,
  entered: readonly Traveller[],
): Promise<void> {
  for (const traveller of entered) await onTheWay(stage, traveller);
  const named = (name: string) => customers.filter(({ id }) => id.startsWith(`${name}-`));
  const mailed = async (some: readonly Traveller[]) => {
    for (const { id, email, mails } of some) {
      await until(`all mail to ${id}`, async () => stage.outbox(email).length >= mails.length);
    }
  };
  const uses = kinds.find(({ mails }) => mails.includes("Thanks"))?.name ?? "";
  for (const { id } of named(uses)) {
    await stage.events.put([{ type: "upgrade.used", customer: id }]);
  }
  await mailed(named(uses));
  for (const { id } of named("nameless")) {
    const customer = { id, attributes: { firstName: "Ada" } };
    await stage.events.put([{ type: "upgrade.named", customer }]);
    await until(`the name of ${id}`, async () => {
      return (await stage.customers.find(id))?.attributes["firstName"] !== undefined;
    });
  }
  await stage.clock.advance(15 * MINUTE);
  await mailed(customers.filter(({ journey }) => journey === "soon"));
  await stage.clock.advance(4 * HOUR);
  await mailed(named("nameless"));
  await stage.clock.advance(2 * DAY);
  await mailed([...named("rests"), ...entered]);
  await stage.clock.advance(DAY);
  await mailed(named("forgets"));
}

/** @throws Error naming everyone who did not get the right mails once, or whose run did not end well */
export async function assertEveryoneFinished(
  stage: Stage,
  { customers }: InFlight,
  entered: readonly Traveller[],
): Promise<void> {
  const { status } = await stage.runs.sweep();
  if (status !== "SUCCEEDED") throw new Error(`The sweep after the upgrade ${status}.`);
  const wrong: object[] = [];
  for (const traveller of [...customers, ...entered]) {
    const wanted = endOf(traveller);
    const seen = await seenAtTheEnd(stage, traveller);
    if (!isDeepStrictEqual(seen, wanted)) wrong.push({ customer: traveller.id, seen, wanted });
  }
  for (const queue of queueNames) {
    const letters = await stage.queues.deadLetters(queue);
    if (letters.length > 0) wrong.push({ queue, letters });
  }
  if (wrong.length === 0) return;
  throw new Error(`Not as it should be after the upgrade: ${JSON.stringify(wrong, undefined, 2)}`);
}

/**
 * The end of a customer's one run: in flight over the upgrade or not, it makes one transition per
 * wait.
 */
function endOf({ journey, mails }: Traveller): SeenAtTheEnd {
  const turns = journey === "held" ? [turnState] : [turnState, turnState];
  return {
    subjects: mails,
    ending: "completed",
    runs: [["SUCCEEDED", [...turns, endState]]],
    schedules: [],
  };
}
