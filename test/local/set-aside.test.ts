import { expect, test } from "vitest";
import type { DefinitionSet } from "../../src/core/definitions/definitions.ts";
import { segment } from "../../src/core/definitions/segment.ts";
import { type ErrorName, operationalError } from "../../src/core/errors.ts";
import { importPaths, type PartOutcome } from "../../src/core/imports/import-paths.ts";
import { writeImportLine } from "../../src/core/imports/parse-import-line.ts";
import type { Ports } from "../../src/core/ports.ts";
import { isMember } from "../../src/core/segments/membership.ts";
import { DAY, formatInstant, HOUR, MINUTE, SECOND } from "../../src/core/time/instant.ts";
import { createImportPart } from "../../src/flows/import-part.ts";
import { createRedriveAside } from "../../src/flows/redrive-aside.ts";
import { createLocalRuntime, keyOfCustomer, type LocalRuntime } from "../../src/local/runtime.ts";
import { at, settings } from "../core/given.ts";

const now = at("03-02 10:00");
const regulars = segment.parse({
  name: "regulars",
  when: { event: "order.placed", within: "5d", count: { atLeast: 1 } },
});
const readers = segment.parse({
  name: "readers",
  when: { event: "page.read", count: { atLeast: 2 } },
});
const setOf = (...segments: DefinitionSet["segments"]): DefinitionSet => ({
  rev: 1,
  settings: settings(),
  journeys: [],
  segments,
  templates: [],
});

/** A stage with a store in which some items are at their ceiling, until that is mended. */
function setUp(error: ErrorName = "ItemTooLarge") {
  const poisoned = new Set<string>();
  const guard = (customers: Ports["customers"]): Ports["customers"] => ({
    ...customers,
    commit: async (before, after) => {
      if (poisoned.has(before.key)) throw operationalError(error, "said the test");
      return customers.commit(before, after);
    },
  });
  const runtime = createLocalRuntime({
    start: now,
    definitions: setOf(regulars),
    wrap: (ports) => ({ ...ports, customers: guard(ports.customers) }),
  });
  const files = new Map<string, string>();
  const importFiles: Ports["files"] = {
    read: async (path) => files.get(path),
    write: async (path, text) => void files.set(path, text),
  };
  const redriveAside = createRedriveAside({ ...runtime.ports, importFiles });
  return {
    runtime,
    files,
    importPart: createImportPart({ ...runtime.ports, importFiles }),
    poison: (...ids: string[]) => {
      for (const id of ids) poisoned.add(keyOfCustomer(id));
    },
    redrive: async () => {
      poisoned.clear();
      for (const aside of runtime.setAsides.list()) await redriveAside(aside);
    },
    find: (id: string) => runtime.customers.peek(keyOfCustomer(id)),
  };
}

const pass = ({ agenda }: LocalRuntime, ms: number) => agenda.advanceTo(agenda.clock.now() + ms);
let told = 0;
function tell(runtime: LocalRuntime, who: string, type: string): void {
  told += 1;
  const when = formatInstant(runtime.agenda.clock.now());
  const customer = { id: who, attributes: { city: "Jinan" } };
  runtime.offer(JSON.stringify({ id: `e${told}`, type, at: when, customer }));
}
const many = (count: number) => Array.from({ length: count }, (_, n) => `c${n}`);

test("a sweep sets one customer aside, settles everybody else, and the one once it is mended", async () => {
  const { runtime, poison, redrive, find } = setUp();
  for (const who of many(30)) tell(runtime, who, "order.placed");
  await pass(runtime, 6 * DAY);
  poison("c7");
  await runtime.sweep("evaluate");
  const members = () =>
    many(30).filter((who) => {
      const customer = find(who);
      return customer !== undefined && isMember(customer, "regulars");
    });
  expect(members()).toEqual(["c7"]);
  expect(runtime.setAsides.list()).toMatchObject([
    {
      pass: "sweep",
      customer: keyOfCustomer("c7"),
      error: "ItemTooLarge",
      reason: "said the test",
    },
  ]);
  expect((await runtime.ports.sweepLeases.read()).last).toMatchObject({ setAside: 1, changed: 29 });
  await redrive();
  expect(members()).toEqual([]);
  expect(runtime.setAsides.list()).toEqual([]);
});

test("a sweep in which many can't be swept stops, and sets nobody more aside", async () => {
  const { runtime, poison } = setUp();
  for (const who of many(40)) tell(runtime, who, "order.placed");
  await pass(runtime, 6 * DAY);
  poison(...many(40));
  await expect(runtime.sweep("evaluate")).rejects.toMatchObject({ name: "TooManySetAside" });
  expect((await runtime.ports.sweepLeases.read()).last).toBeUndefined();
});

test.each(["StoreUnavailable", "ConfigurationInvalid"] as const)(
  "%s sets nobody aside: it is not about one customer",
  async (name) => {
    const { runtime, poison } = setUp(name);
    for (const who of many(3)) tell(runtime, who, "order.placed");
    await pass(runtime, 6 * DAY);
    poison("c1");
    await expect(runtime.sweep("evaluate")).rejects.toMatchObject({ name });
    expect(runtime.setAsides.list()).toEqual([]);
  },
);

test("a backfill sets one customer aside, what waited goes live, and the one is filled in once it is mended", async () => {
  const { runtime, poison, redrive, find } = setUp();
  for (const who of many(30)) {
    tell(runtime, who, "customer.registered");
    tell(runtime, who, "page.read");
    tell(runtime, who, "page.read");
  }
  await pass(runtime, 4 * HOUR);
  poison("c7");
  await runtime.publish(setOf(regulars, readers));
  await pass(runtime, HOUR);
  const live = await runtime.ports.publications.live();
  expect(live?.segments.map(({ name }) => name)).toContain("readers");
  const counts = () => many(30).filter((who) => Object.keys(find(who)?.figures ?? {}).length === 0);
  expect(counts()).toEqual(["c7"]);
  expect(runtime.setAsides.list()).toMatchObject([
    { pass: "backfill", customer: keyOfCustomer("c7"), figures: [{ id: expect.any(String) }] },
  ]);
  await redrive();
  expect(counts()).toEqual([]);
  expect(runtime.setAsides.list()).toEqual([]);
});

test("who was set aside by two backfills gets the figures of both, in any order", async () => {
  const { runtime, poison, redrive, find } = setUp();
  for (const who of many(3)) {
    for (const type of ["customer.registered", "page.read", "login"]) tell(runtime, who, type);
  }
  await pass(runtime, 4 * HOUR);
  poison("c1");
  await runtime.publish(setOf(regulars, readers));
  await pass(runtime, HOUR);
  const logins = segment.parse({
    name: "logins",
    when: { event: "login", count: { atLeast: 2 } },
  });
  await runtime.publish(setOf(regulars, readers, logins));
  await pass(runtime, HOUR);
  expect(runtime.setAsides.list()).toHaveLength(2);
  await redrive();
  const figures = (who: string) => Object.keys(find(who)?.figures ?? {}).toSorted();
  expect(figures("c0")).toHaveLength(2);
  expect(figures("c1")).toEqual(figures("c0"));
});

test("an import sets the lines of one customer aside, takes in all others, and those once it is mended", async () => {
  const { runtime, files, importPart, poison, redrive, find } = setUp();
  const paths = importPaths("i1");
  const lines = [...many(30), "c7"].map((id, index) =>
    writeImportLine(index + 1, JSON.stringify({ id, tags: [`t${index}`] })),
  );
  files.set(paths.part(1), lines.join("\n"));
  poison("c7");
  await importPart({ id: "i1", rows: "customers", asOf: now, part: 1 });
  const reason = expect.stringContaining("set aside");
  expect(JSON.parse(files.get(paths.outcome(1)) ?? "") as PartOutcome).toMatchObject({
    setAside: 1,
    rejects: [
      { line: 8, reason },
      { line: 31, reason },
    ],
  });
  expect(many(30).filter((who) => find(who) === undefined)).toEqual(["c7"]);
  expect(runtime.setAsides.list()).toMatchObject([
    { pass: "import", upload: "i1", part: 1, rows: "customers", lines: [8, 31] },
  ]);
  await redrive();
  expect(find("c7")?.tags.toSorted()).toEqual(["t30", "t7"]);
  expect(runtime.setAsides.list()).toEqual([]);
});

test("an import in which many can't be taken in stops, and can be loaded again", async () => {
  const { files, importPart, poison } = setUp();
  const paths = importPaths("i1");
  const ids = many(30);
  files.set(
    paths.part(1),
    ids.map((id, n) => writeImportLine(n + 1, JSON.stringify({ id, tags: ["a"] }))).join("\n"),
  );
  poison(...ids);
  const load = () => importPart({ id: "i1", rows: "customers", asOf: now, part: 1 });
  await expect(load()).rejects.toMatchObject({ name: "TooManySetAside" });
  expect(files.get(paths.outcome(1))).toBeUndefined();
});

test("an event that its customer can't take in is put aside at once, and taken in when it is redriven", async () => {
  const { runtime, poison, find } = setUp();
  poison("c1");
  for (const who of many(3)) tell(runtime, who, "order.placed");
  await pass(runtime, 10 * SECOND);
  expect(runtime.queues.intake.deadLetters).toMatchObject([
    { error: { message: "ItemTooLarge: said the test" } },
  ]);
  expect(many(3).map((who) => find(who)?.rev)).toEqual([1, undefined, 1]);
});

test("a mended event is taken in when it is redriven", async () => {
  const { runtime, poison, redrive, find } = setUp();
  poison("c1");
  tell(runtime, "c1", "order.placed");
  await pass(runtime, MINUTE);
  await redrive();
  runtime.queues.intake.redrive();
  await pass(runtime, MINUTE);
  expect(find("c1")?.rev).toBe(1);
  expect(runtime.queues.intake.deadLetters).toEqual([]);
});
